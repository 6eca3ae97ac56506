using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Small graphs, lowered and compared with the reference evaluator.</summary>
public class LoweringTests
{
    private static readonly Dictionary<string, (string Layers, Func<GraphBuilder, string> Build)> s_cases = new()
    {
        ["batch norm folds into the convolution"] = ("Conv2D", g => Norm(g, Conv(g, "x"))),
        ["batch norm of its own"] = ("Conv2D ScaleShift", g => g.Node("Relu", [Norm(g, g.Node("Relu", [Conv(g, "x")]))])),
        ["batch norm of the image"] = ("Rearrange ScaleShift Conv2D", g => Conv(g, Norm(g, "x"))),
        ["constants scale and shift"] = ("Conv2D", g => g.Node("Sub", [g.Random("a", 4, 1, 1), g.Node("Div", [Conv(g, "x"), g.Positive("d")])])),
        ["relu6"] = ("Conv2D", g => g.Node("Clip", [Conv(g, "x"), g.Weights("lo", [], [0]), g.Weights("hi", [], [6])])),
        ["clip below is relu"] = ("Conv2D", g => g.Node("Clip", [Conv(g, "x"), g.Weights("lo", [], [0])])),
        ["silu"] = ("Conv2D", g => Gate(g, Conv(g, "x"), "Sigmoid")),
        ["hard swish in parts"] = ("Conv2D", g => Gate(g, Conv(g, "x"), "HardSigmoid", ("alpha", 1f / 6))),
        ["tanh"] = ("Conv2D", g => g.Node("Tanh", [Conv(g, "x")])),
        ["residual of the image"] = ("Rearrange Conv2D", g => g.Node("Add", [Conv(g, "x"), "x"])),
        ["residual with projection"] = ("Conv2D Conv2D Conv2D Conv2D", Projection),
        ["residual of two activations"] = ("Conv2D Conv2D Add", g =>
        {
            var a = g.Node("Relu", [Conv(g, "x")]);
            return g.Node("Relu", [g.Node("Add", [a, g.Node("Relu", [Conv(g, a)])])]);
        }),
        ["a result added to itself"] = ("Conv2D Add", g => g.Node("Add", [Conv(g, "x"), "v0"])),
        ["max pool"] = ("Conv2D MaxPool", g => g.Node("MaxPool", [Conv(g, "x")], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }))),
        ["max pool with ceil_mode"] = ("Conv2D MaxPool", g => g.Node("MaxPool", [Conv(g, "x")], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1))),
        ["average pool without padding counted"] = ("Conv2D AveragePool", g => g.Node("AveragePool", [Conv(g, "x")], ("kernel_shape", new long[] { 3, 2 }), ("pads", new long[] { 1, 0, 1, 1 }))),
        ["average pool after pad"] = ("Conv2D AveragePool", g => g.Node("AveragePool", [Pad(g, Conv(g, "x"), 1, 0, 0, 2)], ("kernel_shape", new long[] { 3, 3 }))),
        ["max pool after pad"] = ("Conv2D Conv2D MaxPool", g => g.Node("MaxPool", [Pad(g, Conv(g, "x"), 1, 1, 1, 1)], ("kernel_shape", new long[] { 2, 2 }))),
        ["convolution after pad"] = ("Conv2D", g => g.Node("Conv", [Pad(g, "x", 1, 2, 0, 1), g.Random("w", 3, 4, 3, 3)])),
        ["subsampled, widened shortcut"] = ("Conv2D Conv2D", g => g.Node("Pad", [Slice(g, Conv(g, "x"), 0, 2), g.Integers(0, 2, 0, 0, 0, 1, 0, 0)])),
        ["slice from the middle"] = ("Conv2D Rearrange", g => Slice(g, Conv(g, "x"), 1, 2)),
        ["slice, then zeros around"] = ("Conv2D Rearrange Conv2D", g => Pad(g, g.Node("Slice", [Conv(g, "x"), g.Integers(2, 1), g.Integers(4, 5), g.Integers(2, 3)]), 1, 1, 1, 1)),
        ["channels sliced"] = ("Conv2D Rearrange", g => g.Node("Slice", [Conv(g, "x"), g.Integers(1), g.Integers(3), g.Integers(1)])),
        ["channels joined"] = ("Conv2D Conv2D Concat", g => g.Node("Concat", [Conv(g, "x"), g.Node("Conv", ["x", g.Random("w2", 3, 4, 1, 1)])], ("axis", 1))),
        ["grouped convolution with batch norm"] = ("Conv2D", g => Norm(g, g.Node("Conv", ["x", g.Random("w", 4, 2, 3, 3)], ("group", 2), ("dilations", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER")))),
        ["identity, dropout, cast"] = ("Conv2D", g => g.Node("Cast", [g.Node("Dropout", [g.Node("Identity", [Conv(g, "x")])])], ("to", 1))),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lowered_graph_computes_the_same(string name)
    {
        var (layers, build) = s_cases[name];
        var builder = new GraphBuilder([1, 4, 7, 6]);
        builder.Output(Classifier(builder, build(builder)));
        var model = Oracle.AssertLowersRight(builder);
        Oracle.AssertLayers(layers + " GlobalAveragePool Dense Softmax", model);
    }

    [Fact]
    public void Dense_over_an_image_reads_it_in_channel_order()
    {
        var g = new GraphBuilder([1, 4, 5, 3]);
        var row = g.Node("Reshape", [Conv(g, "x"), g.Integers(0, -1)]);
        g.Output(g.Node("Relu", [g.Node("Add", [g.Node("MatMul", [row, g.Random("m", 60, 5)]), g.Random("b", 5)])]));
        var layer = Oracle.AssertLowersRight(g).Spec.Layers[^1];
        Assert.Equal((LayerKind.Dense, ActivationKind.Relu), (layer.Kind, layer.Activation));
    }

    [Fact]
    public void Shape_arithmetic_of_a_symbolic_batch_folds()
    {
        var g = new GraphBuilder([1, 4, 5, 3], symbolicBatch: true);
        var conv = Conv(g, "x");
        var batch = g.Node("Unsqueeze", [g.Node("Gather", [g.Node("Shape", [conv]), g.Node("Constant", [], ("value_int", 0))]), g.Integers(0)]);
        var row = g.Node("Reshape", [conv, g.Node("Concat", [batch, g.Integers(-1)], ("axis", 0))]);
        g.Output(g.Node("Gemm", [row, g.Random("w", 6, 60)], ("transB", 1)));
        Assert.Equal(2, Oracle.AssertLowersRight(g).Spec.Layers.Count);
    }

    [Fact]
    public void A_second_branch_with_an_activation_becomes_a_residual_operand_computed_earlier()
    {
        var g = new GraphBuilder([1, 4, 7, 6]);
        g.Output(Classifier(g, Projection(g)));
        var layers = Oracle.AssertLowersRight(g).Spec.Layers;
        var join = layers.Single(layer => layer.Add is not null);
        Assert.True(layers.ToList().FindIndex(layer => layer.Name == join.Add) < layers.ToList().IndexOf(join));
        Assert.Equal(new Extent(3, 3), join.Kernel);
    }

    internal static string Conv(GraphBuilder g, string x)
    {
        var id = g.Graph.Initializer.Count;
        return g.Node("Conv", [x, g.Random($"w{id}", 4, 4, 3, 3), g.Random($"b{id}", 4)], ("pads", new long[] { 1, 1, 1, 1 }));
    }

    private static string Norm(GraphBuilder g, string x) => g.Node("BatchNormalization", [x, g.Random("gamma", 4), g.Random("beta", 4), g.Random("mean", 4), g.Positive("var", 4)]);

    private static string Gate(GraphBuilder g, string x, string op, params (string, object)[] attributes) => g.Node("Mul", [g.Node(op, [x], attributes), x]);

    private static string Pad(GraphBuilder g, string x, int top, int left, int bottom, int right) => g.Node("Pad", [x, g.Integers(0, 0, top, left, 0, 0, bottom, right)]);

    private static string Slice(GraphBuilder g, string x, int start, int step)
    {
        var rows = g.Node("Slice", [x, g.Integers(start), g.Integers(long.MaxValue), g.Integers(2), g.Integers(step)]);
        return g.Node("Slice", [rows, g.Integers(start), g.Integers(long.MaxValue), g.Integers(3), g.Integers(step)]);
    }

    // The projection stands after the main path in the file, as exporters have it.
    private static string Projection(GraphBuilder g)
    {
        var stem = g.Node("Relu", [Conv(g, "x")]);
        var main = Conv(g, g.Node("Relu", [Conv(g, stem)]));
        return g.Node("Relu", [g.Node("Add", [main, g.Node("Conv", [stem, g.Random("p", 4, 4, 1, 1)])])]);
    }

    private static string Classifier(GraphBuilder g, string x)
    {
        var channels = Oracle.Reference(UpTo(g, x), g.RandomInput()).Shape[1];
        var pooled = g.Node("Squeeze", [g.Node("ReduceMean", [x], ("axes", new long[] { 2, 3 })), g.Integers(2, 3)]);
        return g.Node("Softmax", [g.Node("Gemm", [pooled, g.Random("fc.weight", 5, channels), g.Random("fc.bias", 5)], ("transB", 1))]);
    }

    // The graph so far with x as its output, to learn how many channels x has.
    private static Onnx.OnnxGraph UpTo(GraphBuilder g, string x)
    {
        var copy = new GraphBuilder(g.InputShape);
        copy.Graph.Node.AddRange(g.Graph.Node);
        copy.Graph.Initializer.AddRange(g.Graph.Initializer);
        return copy.Output(x).ToGraph();
    }
}
