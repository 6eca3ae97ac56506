using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering;

namespace Freeze.Onnx2Cs.Tests.Lowering;

/// <summary>Preprocessing at the head of a graph becomes part of the input, however it is written; nothing of it is left to compute.</summary>
public class InputFoldingTests
{
    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_swaps = new()
    {
        ["split and joined"] = g =>
        {
            var red = g.Node("Split", ["x", g.Integers(1, 1, 1)], ("axis", 1));
            g.Graph.Node[^1].Output.Add("green");
            g.Graph.Node[^1].Output.Add("blue");
            return g.Node("Concat", ["blue", "green", red], ("axis", 1));
        },
        ["gathered"] = g => g.Node("Gather", ["x", g.Integers(2, 1, 0)], ("axis", 1)),
        ["sliced backwards"] = g => g.Node("Slice", ["x", g.Integers(-1), g.Integers(-100), g.Integers(1), g.Integers(-1)]),
        ["channels one by one"] = g => g.Node("Concat", [One(g, 2), One(g, 1), One(g, 0)], ("axis", 1)),
        ["a convolution"] = g => g.Node("Conv", ["x", g.Weights("swap", [3, 3, 1, 1], [0, 0, 1, 0, 1, 0, 1, 0, 0])]),
    };

    public static TheoryData<string> Swaps => [.. s_swaps.Keys];

    [Theory]
    [MemberData(nameof(Swaps))]
    public void Exchanged_channels(string name)
    {
        var g = new GraphBuilder([1, 3, 6, 5]);
        var x = g.Node("Sub", [s_swaps[name](g), g.Weights("mean", [3, 1, 1], [0.4f, 0.5f, 0.6f])]);
        var model = Classified(g, g.Node("Div", [x, g.Weights("deviation", [3, 1, 1], [0.2f, 0.25f, 0.3f])]));
        Assert.Equal(ChannelOrderKind.Bgr, model.Spec.Input.Order);
        Assert.Equal([0.4f, 0.5f, 0.6f], model.Spec.Input.Mean.Select(mean => MathF.Round(mean, 5)));
        Oracle.AssertLayers("Conv2D GlobalAveragePool", model);
    }

    [Fact]
    public void Normalised_one_by_one()
    {
        var g = new GraphBuilder([1, 3, 6, 5]);
        var parts = Enumerable.Range(0, 3).Select(c =>
            g.Node("Div", [g.Node("Sub", [One(g, c), g.Weights($"m{c}", [], [0.1f * (c + 1)])]), g.Weights($"d{c}", [], [0.5f + c])])).ToArray();
        var model = Classified(g, g.Node("Concat", parts, ("axis", 1)));
        Assert.Equal([0.1f, 0.2f, 0.3f], model.Spec.Input.Mean.Select(mean => MathF.Round(mean, 5)));
        Assert.Equal([0.5f, 1.5f, 2.5f], model.Spec.Input.Deviation.Select(deviation => MathF.Round(deviation, 5)));
        Oracle.AssertLayers("Conv2D GlobalAveragePool", model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mean_image(bool swapped)
    {
        var g = new GraphBuilder([1, 3, 6, 5]);
        var x = swapped ? s_swaps["gathered"](g) : "x";
        var model = Classified(g, g.Node("Mul", [g.Node("Sub", [x, g.Random("mean", 1, 3, 6, 5)]), g.Weights("scale", [], [0.5f])]));
        Assert.True(model.Spec.Input.MeanImage);
        Assert.Equal(swapped ? ChannelOrderKind.Bgr : ChannelOrderKind.Rgb, model.Spec.Input.Order);
        Assert.Equal([3, 6, 5], model.Tensors[ImageInput.MeanTensor].Shape);
        Oracle.AssertLayers("Conv2D GlobalAveragePool", model);
    }

    [Fact]
    public void One_channel_made_three_is_read_once()
    {
        var g = new GraphBuilder([1, 1, 6, 5]);
        Oracle.AssertLayers("Conv2D GlobalAveragePool", Classified(g, g.Node("Tile", ["x", g.Integers(1, 3, 1, 1)])));
    }

    [Fact]
    public void A_sign_that_turns_stays()
    {
        var g = new GraphBuilder([1, 3, 6, 5]);
        var model = Classified(g, g.Node("Sub", [g.Weights("one", [], [1]), "x"]));
        Assert.Equal([1f, 1f, 1f], model.Spec.Input.Deviation);
    }

    [Fact]
    public void What_another_branch_reads_as_it_came_stays()
    {
        var g = new GraphBuilder([1, 3, 6, 5]);
        var scaled = g.Node("Mul", ["x", g.Weights("s", [], [3])]);
        var model = Classified(g, g.Node("Concat", [scaled, "x"], ("axis", 1)), channels: 6);
        Assert.Equal([1f, 1f, 1f], model.Spec.Input.Deviation);
    }

    private static string One(GraphBuilder g, int channel) =>
        g.Node("Unsqueeze", [g.Node("Gather", ["x", Scalar(g, channel)], ("axis", 1)), g.Integers(1)]);

    private static string Scalar(GraphBuilder g, int value)
    {
        var name = g.Integers(value);
        g.Graph.Initializer[^1].Dims.Clear();
        return name;
    }

    // Padding shows whether zeros stay zeros of what the convolution reads.
    private static ConvertedModel Classified(GraphBuilder g, string x, int channels = 3)
    {
        g.Output(g.Node("GlobalAveragePool", [g.Node("Conv", [x, g.Random("w", 5, channels, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }))]));
        return Oracle.AssertCompilesRight(g);
    }
}
