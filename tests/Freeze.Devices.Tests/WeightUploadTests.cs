using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;
using Freeze.Layers;
using Freeze.Storage;

namespace Freeze.Devices.Tests;

/// <summary>What is made of the canonical weights on their way to a device.</summary>
public sealed class WeightUploadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("freeze").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(-0.5f, 1)]
    [InlineData(1, 3.001f)]
    [InlineData(float.NaN, 1)]
    [InlineData(1, float.PositiveInfinity)]
    public void Places_outside_the_input_are_refused_and_nothing_is_kept(float row, float column)
    {
        var layer = new Resample("up", new Shape(4, 4, 4), new Shape(4, 2, 2));
        var plan = new ModelPlan("net", new ImageInput(4, 4, 4), [layer], [], [], arena: 1024, structure: "s");
        WeightFiles.WriteCanonical(
            _folder, plan, new Dictionary<string, (int[], float[])> { ["up.rows"] = ([2], [0, row]), ["up.columns"] = ([2], [column, 3]) },
            new Dictionary<string, string>());
        using var file = SafetensorsFile.Open(Path.Combine(_folder, "net.safetensors"));
        var context = new SimulatedDevice(pipelined: true).Context;
        var error = Assert.Throws<FreezeException>(() => new GpuWeights(context, plan, file, new ConvolutionForms(invariant: false), 32, half: false));
        Assert.Contains("'up' reads at", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0L, 0), (context.Buffers, context.Bytes, context.Queues));
    }

    [Fact]
    public void Transformed_weights_are_those_of_the_plain_formula()
    {
        var layer = new Conv2D("conv", new Shape(2, 4, 4), new Shape(3, 4, 4)) { Kernel = new(3, 3), Pad = new(1, 1) };
        var random = new Random(9);
        float[] taps = [.. Enumerable.Range(0, 3 * 2 * 9).Select(_ => random.NextSingle() - 0.5f)];
        var actual = WinogradWeights.Transform(layer, taps);
        double[,] g = { { 1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 } };
        Assert.Equal(16 * 2 * 3, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            var (filter, channel, x, y) = (i % 3, i / 3 % 2, i / 6 % 4, i / 24);
            var sum = 0.0;
            for (var ky = 0; ky < 3; ky++)
                for (var kx = 0; kx < 3; kx++) sum += g[y, ky] * g[x, kx] * taps[(filter * 2 + channel) * 9 + ky * 3 + kx];
            Assert.Equal(sum, actual[i], 1e-7);
        }
    }
}
