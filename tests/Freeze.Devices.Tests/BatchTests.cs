using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Tests;

namespace Freeze.Devices.Tests;

/// <summary>What batches do to an image's answer.</summary>
public sealed class BatchTests : IDisposable
{
    private const int Most = 32;

    private readonly string _path = Directory.CreateTempSubdirectory("freeze").FullName;

    public static TheoryData<string> Gpus => ["opencl", "cuda"];

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // Few pixels: one image goes in parts, a batch by Winograd.
    [SkippableTheory]
    [MemberData(nameof(Gpus))]
    public void An_image_has_the_same_answer_alone_and_in_a_batch_where_that_is_asked_for(string device)
    {
        var gpu = TestDevices.Get(device);
        var folder = Write([1, 64, 4, 4], (g, x) => x);
        var inputs = Inputs(64 * 16);
        foreach (var invariant in new[] { true, false })
        {
            using var model = folder.Model.Load(_path, new() { Device = gpu, BatchInvariant = invariant });
            var (alone, together) = (Run(model, inputs, 1), Run(model, inputs, Most));
            Assert.Equal(together, Run(model, inputs, Most));
            Assert.Equal(alone, Run(model, inputs, 1));
            if (invariant) Assert.Equal(alone, together);
            else Assert.NotEqual(alone, together);
            AssertClose(alone, together, 1e-5);
        }
    }

    // Images of which 32 have more Winograd tiles than go at once.
    [SkippableTheory]
    [MemberData(nameof(Gpus))]
    public void A_batch_too_large_for_the_workspace_goes_in_stretches(string device)
    {
        var gpu = TestDevices.Get(device);
        var folder = Write([1, 32, 62, 63], (g, x) => g.Node("MaxPool", [x], ("kernel_shape", new long[] { 7, 7 }), ("strides", new long[] { 7, 7 })));
        var inputs = Inputs(32 * 62 * 63);
        using var model = folder.Model.Load(_path, new() { Device = gpu });
        using var cpu = folder.Model.Load(_path, new() { Device = Device.Cpu });
        var conv = model.Plan.Layers.OfType<Layers.Conv2D>().First();
        Assert.InRange(Gpu.ConvolutionForms.Stretch(conv, Most), 1, (Most * 31 * 32) - 1);
        AssertClose(Run(cpu, inputs, Most), Run(model, inputs, Most), 1e-4);
    }

    // A 3x3 convolution, what follows it, and a dense layer.
    private ModelFolder Write(int[] shape, Func<GraphBuilder, string, string> follow)
    {
        var g = new GraphBuilder(shape, opset: 17, symbolicBatch: true);
        var y = g.Node("Conv", ["x", g.Random("w", shape[1], shape[1], 3, 3), g.Random("b", shape[1])], ("pads", new long[] { 1, 1, 1, 1 }));
        y = g.Node("Flatten", [follow(g, y)]);
        var inputs = shape[1] * (shape[2] < 7 ? shape[2] * shape[3] : shape[2] / 7 * (shape[3] / 7));
        g.Output(g.Node("Gemm", [y, g.Random("last", 5, inputs), g.Random("last.bias", 5)], ("transB", 1)));
        return ModelFolder.Write(Converter.Convert(g.ToGraph(), new()), _path);
    }

    private static float[] Inputs(int length)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Most * length).Select(_ => random.NextSingle() * 2 - 1)];
    }

    private static float[] Run(FrozenModel model, float[] inputs, int batch)
    {
        var outputs = new float[Most * 5];
        var length = inputs.Length / Most;
        for (var first = 0; first < Most; first += batch)
            model.Run(inputs.AsSpan(first * length, batch * length), outputs.AsSpan(first * 5, batch * 5), batch);
        return outputs;
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        var most = expected.Max(Math.Abs);
        foreach (var (e, a) in expected.Zip(actual)) Assert.InRange(a, e - tolerance * most, e + tolerance * most);
    }
}
