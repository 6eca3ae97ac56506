using Freeze.Onnx2Cs.Tests.HandBuilt;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>The operators of networks other than plain residual ones, of the reference evaluator against ONNX Runtime.</summary>
public class FurtherOperatorTests
{
    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_cases = new()
    {
        ["Abs"] = g => g.Node("Abs", ["x"]),
        ["Elu"] = g => g.Node("Elu", ["x"], ("alpha", 0.7f)),
        ["Selu"] = g => g.Node("Selu", ["x"]),
        ["Erf"] = g => g.Node("Erf", ["x"]),
        ["Exp"] = g => g.Node("Exp", ["x"]),
        ["Log"] = g => g.Node("Log", [g.Node("Exp", ["x"])]),
        ["Neg"] = g => g.Node("Neg", ["x"]),
        ["Reciprocal"] = g => g.Node("Reciprocal", [g.Node("Exp", ["x"])]),
        ["Softplus"] = g => g.Node("Softplus", ["x"]),
        ["Sqrt"] = g => g.Node("Sqrt", [g.Node("Abs", ["x"])]),
        ["Pow"] = g => g.Node("Pow", ["x", g.Weights("p", [], [3])]),
        ["PRelu"] = g => g.Node("PRelu", ["x", g.Random("s", 4, 1, 1)]),
        ["LRN"] = g => g.Node("LRN", ["x"], ("size", 3), ("alpha", 0.5f), ("beta", 0.6f), ("bias", 1.5f)),
        ["LogSoftmax"] = g => g.Node("LogSoftmax", ["x"], ("axis", 1)),
        ["InstanceNormalization"] = g => g.Node("InstanceNormalization", ["x", g.Random("s", 4), g.Random("b", 4)], ("epsilon", 1e-2f)),
        ["LayerNormalization"] = g => g.Node("LayerNormalization", ["x", g.Random("s", 7), g.Random("b", 7)]),
        ["LayerNormalization over two axes"] = g => g.Node("LayerNormalization", ["x", g.Random("s", 5, 7)], ("axis", 2)),
        ["GlobalMaxPool"] = g => g.Node("GlobalMaxPool", ["x"]),
        ["MaxPool dilated"] = g => g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { 2, 3 }), ("dilations", new long[] { 2, 2 })),
        ["MaxPool SAME_LOWER"] = g => g.Node("MaxPool", ["x"], ("kernel_shape", new long[] { 2, 4 }), ("auto_pad", "SAME_LOWER"),
            ("strides", new long[] { 2, 2 })),
        ["AveragePool ceil"] = g => g.Node("AveragePool", ["x"], ("kernel_shape", new long[] { 2, 2 }), ("ceil_mode", 1),
            ("strides", new long[] { 2, 2 })),
        ["ReduceMax"] = g => g.Node("ReduceMax", ["x"], ("axes", new long[] { 2, 3 }), ("keepdims", 0)),
        ["ReduceMin"] = g => g.Node("ReduceMin", ["x"], ("axes", new long[] { 1 })),
        ["ReduceSum"] = g => g.Node("ReduceSum", ["x", g.Integers(-1, 2)]),
        ["ReduceSumSquare"] = g => g.Node("ReduceSumSquare", ["x"], ("axes", new long[] { 0, 1 })),
        ["ReduceL2"] = g => g.Node("ReduceL2", ["x"], ("axes", new long[] { 1 })),
        ["Split in equal parts"] = g => g.Node("Neg", [Second(g, g.Node("Split", ["x"], ("axis", 1)))]),
        ["Split as told"] = g => g.Node("Neg", [Second(g, g.Node("Split", ["x", g.Integers(1, 4)], ("axis", 2)))]),
        ["Expand"] = g => g.Node("Expand", [g.Node("GlobalMaxPool", ["x"]), g.Integers(2, 1, 3, 2)]),
        ["Max"] = g => g.Node("Max", ["x", g.Random("a", 5, 7), g.Random("b", 4, 1, 1)]),
        ["Min"] = g => g.Node("Min", ["x", g.Random("a")]),
        ["Sum"] = g => g.Node("Sum", ["x", g.Random("a", 7), "x"]),
        ["Mean"] = g => g.Node("Mean", ["x", g.Random("a", 4, 5, 7)]),
        ["MatMul of stacks"] = g => g.Node("MatMul", ["x", g.Random("m", 2, 1, 7, 3)]),
        ["Pad reflecting"] = g => g.Node("Pad", ["x", g.Integers(0, 0, 2, 3, 0, 0, 1, 4)], ("mode", "reflect")),
        ["Pad with edges"] = g => g.Node("Pad", ["x", g.Integers(0, 1, 2, 3, 0, 0, 1, 4)], ("mode", "edge")),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    internal static IEnumerable<HandBuiltCase> HandBuilt => s_cases.Select(c => new HandBuiltCase(c.Key, 17, [2, 4, 5, 7], c.Value));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluator_agrees_with_ONNX_Runtime(string name)
    {
        var builder = new GraphBuilder([2, 4, 5, 7], opset: 17);
        builder.Output(s_cases[name](builder));
        Oracle.AssertLikeOnnxRuntime(builder);
    }

    // Adds a second output to the node that makes the value.
    private static string Second(GraphBuilder g, string first)
    {
        g.Graph.Node[^1].Output.Add(first + ".second");
        Assert.Equal(first, g.Graph.Node[^1].Output[0]);
        return first + ".second";
    }
}
