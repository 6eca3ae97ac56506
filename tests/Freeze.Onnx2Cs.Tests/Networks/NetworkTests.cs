using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>The families of image classifiers that people export, small: the compiled network against ONNX Runtime, and caches fitted on it.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. NetworkList.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_compiled_network_computes_what_ONNX_Runtime_does(string name)
    {
        var network = NetworkList.Find(name);
        foreach (var size in network.Sizes)
        {
            var net = network.Build(size);
            var model = Converter.Convert(net.Graph.ToGraph(), new());
            Assert.Equal(network.Probes, string.Join(' ', model.Spec.Probes.Select(probe => probe.Name)));
            foreach (var images in new[] { 1, 3 })
            {
                var input = NetworkInput.Make(net.Graph, images);
                var expected = NetworkInput.OnnxRuntime(net.Graph.ToBytes(), input, optimised: network.Step == 0);
                var actual = Compiled.Run(model, input);
                var deviation = Deviation(net.Graph.Graph.Node[^1].OpType == "Softmax" ? [.. expected.Select(value => MathF.Log(value))] : expected);
                var error = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / expected.Max(MathF.Abs);
                output.WriteLine($"{name}, {size}x{size}, {images}: {model.Spec.Layers.Count} layers, error {error:0.0e+0}, deviation {deviation:0.00}");
                Assert.Equal(expected.Length, actual.Length);
                Assert.Equal(images * 10, actual.Length);
                Assert.InRange(deviation, 0.1, 10);
                if (network.Step == 0) Assert.InRange(error, 0, 1e-4);
                else AssertLikeQuantised(expected, actual, network.Step);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Caches_are_fitted_and_requests_leave_early_with_the_answer_of_the_network(string name)
    {
        var (exits, agreements) = NetworkCaches.Run(NetworkList.Find(name), output.WriteLine);

        // Loose promises on few images: what counts is that requests do leave, and with answers that are not chance among ten classes.
        Assert.InRange(exits, NetworkCaches.Images / 10, NetworkCaches.Images);
        Assert.InRange(agreements, 0.7 * exits, exits);
    }

    [Fact]
    public void Activations_that_are_spelt_out_become_one_each()
    {
        foreach (var name in new[] { "MobileNet v3", "EfficientNet", "ConvNeXt" })
        {
            var network = NetworkList.Find(name);
            var kinds = Converter.Convert(network.Build(network.Sizes[0]).Graph.ToGraph(), new()).Spec.Layers.Select(layer => layer.Kind).Distinct().ToArray();
            Assert.True(!kinds.Contains(LayerKind.Activation) && !kinds.Contains(LayerKind.ScaleShift), name);
        }
    }

    // Sums in another order may bring a value half-way between two steps to the other one: an output differs by a step at most, and seldom, and
    // the class is the same unless ONNX Runtime has both within a step.
    private void AssertLikeQuantised(float[] expected, float[] actual, float step)
    {
        var steps = expected.Zip(actual, (e, a) => (a - e) / step).ToArray();
        output.WriteLine($"  {steps.Count(s => MathF.Abs(s) > 0.5)} of {steps.Length} outputs a step apart");
        Assert.All(steps, s => Assert.InRange(MathF.Abs(s - MathF.Round(s)), 0, 1e-3));
        Assert.All(steps, s => Assert.InRange(MathF.Abs(s), 0, 1.001f));
        Assert.InRange(steps.Count(s => MathF.Abs(s) > 0.5), 0, steps.Length / 4);
        foreach (var (e, a) in expected.Chunk(10).Zip(actual.Chunk(10)))
            Assert.InRange(e[Array.IndexOf(a, a.Max())], e.Max() - (1.001f * step), e.Max());
    }

    private static double Deviation(float[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
