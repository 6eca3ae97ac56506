using Freeze.Generators;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Tests;
using Freeze.Runtime.Tests.Operators;
using Freeze.Storage;

namespace Freeze.Devices.Tests;

/// <summary>
/// Networks of random views, one after the other, and of element-wise layers, on every device: generated, packed and loaded as any
/// network. Copies are exact.
/// </summary>
public sealed class RearrangeTests
{
    private const int Networks = 12;

    private static readonly Dictionary<int, Network> s_networks = [];

    public static TheoryData<string, string> Cases =>
        TestDevices.With(Enumerable.Range(0, Networks).Select(number => $"network {number}"), TestDevices.Names);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Views_of_views_are_what_they_are_said_to_be(string name, string device)
    {
        var network = Get(int.Parse(name["network ".Length..], System.Globalization.CultureInfo.InvariantCulture));
        using var model = network.Load(TestDevices.Get(device));
        foreach (var images in new[] { 1, 5 })
        {
            var outputs = new float[images * model.Plan.Classes];
            model.Run(network.Inputs.AsSpan(0, images * model.Plan.Input.Values), outputs, images);
            Assert.Equal(network.Expected[..outputs.Length], outputs);
        }
    }

    /// <summary>Scale and shift for each element, logarithm and step, within the tolerance of the other operators' tests.</summary>
    [SkippableTheory]
    [InlineData("cpu")]
    [InlineData("simulated")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    public void Layers_for_each_element_are_what_they_are_said_to_be(string device)
    {
        const int channels = 19, height = 5, width = 3;
        var random = new Random(11);
        var spec = Spec(
            new(channels, height, width, default, default),
            Whole("in", InputSpec.Edge, channels, height, width),
            new(LayerKind.ScaleShift, "own", new[] { "in" }) { PerElement = true, Activation = ActivationKind.Sigmoid },
            new(LayerKind.Activation, "log", new[] { "own" }) { Activation = ActivationKind.Log },
            new(LayerKind.ScaleShift, "again", new[] { "log" }) { PerElement = true },
            new(LayerKind.Activation, "step", new[] { "again" }) { Activation = ActivationKind.Step },
            new(LayerKind.Add, "sum", new[] { "log", "step" }),
            Whole("out", "sum", channels * height * width, 1, 1));
        int[] shape = [channels, height, width];
        var tensors = new[] { "own.scale", "own.shift", "again.scale", "again.shift" }
            .ToDictionary(name => name, _ => (shape, Draw.Values(random, channels * height * width)));
        var inputs = Draw.Values(random, 5 * channels * height * width);
        using var model = Write(spec, tensors)(TestDevices.Get(device));
        var outputs = new float[inputs.Length];
        model.Run(inputs, outputs, 5);
        foreach (var (image, results) in inputs.Chunk(inputs.Length / 5).Zip(outputs.Chunk(inputs.Length / 5)))
        {
            var expected = SpecEvaluator.Run(spec, tensors, Array.ConvertAll(image, value => (double)value));
            var largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(results), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * largest));
        }
    }

    private static Network Get(int number)
    {
        lock (s_networks)
        {
            if (!s_networks.TryGetValue(number, out var made)) s_networks.Add(number, made = Make(number));
            return made;
        }
    }

    // The first view reads the image, which lies interleaved below 16 channels. Those that leave out or repeat come last: no error hides there.
    private static Network Make(int number)
    {
        var random = new Random(number);
        var (channels, height, width) = (random.Next(1, 41), random.Next(1, 9), random.Next(1, 9));
        var input = new InputSpec(channels, height, width, default, default);
        var (layers, edge) = (new List<LayerSpec>(), InputSpec.Edge);
        string[] kinds = [.. View.Kinds.Except(View.Lossy)];
        random.Shuffle(kinds);
        foreach (var kind in kinds.Append(View.Lossy[number % View.Lossy.Count]))
        {
            var view = View.Draw(random, kind, channels, height, width);
            if (view.Channels * view.Height * view.Width is var count && (count > 4000 || count < 8)) continue;
            layers.Add(new(LayerKind.Rearrange, $"r{layers.Count}", new[] { edge })
            {
                Channels = view.Channels, Size = new(view.Height, view.Width),
                Lengths = view.Lengths, Strides = view.Strides, Offset = view.Offset,
            });
            (channels, height, width, edge) = (view.Channels, view.Height, view.Width, layers[^1].Name);
        }

        layers.Add(Whole("out", edge, channels * height * width, 1, 1));
        var spec = Spec(input, [.. layers]);
        var inputs = Draw.Values(random, 5 * input.Channels * input.Height * input.Width);
        var tensors = new Dictionary<string, (int[], float[])>();
        float[] expected = [.. inputs.Chunk(inputs.Length / 5).SelectMany(image =>
            SpecEvaluator.Run(spec, tensors, Array.ConvertAll(image, value => (double)value))).Select(value => (float)value)];
        return new(Write(spec, tensors), inputs, expected);
    }

    // The whole tensor in another shape.
    private static LayerSpec Whole(string name, string from, int channels, int height, int width) =>
        new(LayerKind.Rearrange, name, new[] { from })
        {
            Channels = channels, Size = new(height, width), Lengths = new[] { channels * height * width }, Strides = new[] { 1 },
        };

    private static ModelSpec Spec(InputSpec input, params LayerSpec[] layers) =>
        new("Sample", "Net", "net", input, default, layers, default);

    // A loader of the network, generated from its printed definition.
    private static Func<Device, FrozenModel> Write(ModelSpec spec, IReadOnlyDictionary<string, (int[], float[])> tensors)
    {
        var path = Directory.CreateTempSubdirectory("freeze-views-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        var model = DefinitionCompiler.Compile(DefinitionPrinter.Print(spec, []), "net.cs");
        WeightFiles.WriteCanonical(path, model.Plan, tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(path, model.Plan);
        return device => model.Load(path, new FrozenModelOptions { Device = device, Threads = 1 });
    }

    private sealed record Network(Func<Device, FrozenModel> Load, float[] Inputs, float[] Expected);
}
