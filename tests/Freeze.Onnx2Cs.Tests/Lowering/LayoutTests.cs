namespace Freeze.Onnx2Cs.Tests.Lowering;

/// <summary>Values that lie otherwise than images: layouts that shapes alone would not tell, and what windows find at the edge.</summary>
public class LayoutTests
{
    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_cases = new()
    {
        ["single channels, split last, order kept"] = g => Row(g, Joined(g, [0, 1, 2, 3])),
        ["single channels, split last, turned round"] = g => Row(g, Joined(g, [3, 2, 1, 0])),
        ["single channels of three convolutions, joined last"] = g =>
            Row(g, g.Node("Concat", [Last(g, Single(g)), Last(g, Single(g)), Last(g, Single(g))], ("axis", 3))),
        ["products along rows, of as many rows as channels"] = g => g.Node("Mul", [Last(g, "x"), g.Random("m", 4, 1)]),
        ["mean and maximum over channels, joined last"] = g =>
        {
            var x = Last(g, "x");
            return Row(g, g.Node("Concat", [Reduced(g, "ReduceMean", x, 3), Reduced(g, "ReduceMax", x, 3)], ("axis", 3)));
        },
        ["rows and columns exchanged"] = g => LoweringTests.Conv(g, g.Node("Transpose", ["x"], ("perm", new long[] { 0, 1, 3, 2 }))),
        ["channels and rows exchanged"] = g => LoweringTests.Conv(g, g.Node("Transpose", ["x"], ("perm", new long[] { 0, 2, 1, 3 }))),
        ["reshaped across channels"] = g => LoweringTests.Conv(g, g.Node("Reshape", [g.Node("Relu", ["x"]), g.Integers(1, 4, 2, 8)])),
        ["a gate of rows"] = g => g.Node("Mul", ["x", g.Node("Sigmoid", [Reduced(g, "ReduceMean", "x", 3)])]),
        ["a gate of columns"] = g => g.Node("Mul", ["x", g.Node("Sigmoid", [Reduced(g, "ReduceMax", "x", 2)])]),
        ["a parameter for each element"] = g => g.Node("Add", ["x", g.Random("p", 1, 4, 4, 4)]),
        ["attention over channels by a convolution along them"] = g =>
        {
            var pooled = g.Node("GlobalAveragePool", ["x"]);
            var row = g.Node("Transpose", [g.Node("Reshape", [pooled, g.Integers(1, 4, 1)])], ("perm", new long[] { 0, 2, 1 }));
            var mixed = g.Node("Conv", [row, g.Random("k", 1, 1, 3)], ("pads", new long[] { 1, 1 }));
            var back = g.Node("Reshape", [g.Node("Transpose", [mixed], ("perm", new long[] { 0, 2, 1 })), g.Integers(1, 4, 1, 1)]);
            return g.Node("Mul", ["x", g.Node("Sigmoid", [back])]);
        },
        ["padded with minus infinity before a maximum"] = g => Pool(g, g.Node("Pad", [Negative(g), g.Integers(0, 0, 1, 1, 0, 0, 1, 1),
            g.Weights("v", [], [float.NegativeInfinity])])),
        ["padded with the least float before a maximum"] = g => Pool(g, g.Node("Pad", [Negative(g), g.Integers(0, 0, 1, 1, 0, 0, 1, 1),
            g.Weights("v", [], [float.MinValue])])),
        ["padded with a large number before a maximum"] = g => Pool(g, g.Node("Pad", [Negative(g), g.Integers(0, 0, 1, 1, 0, 0, 1, 1),
            g.Weights("v", [], [-1e9f])])),
        ["padded with a number between before a maximum"] = g => Pool(g, g.Node("Pad", [Negative(g), g.Integers(0, 0, 1, 1, 0, 0, 1, 1),
            g.Weights("v", [], [-1.5f])])),
        ["padded with a number that swallows digits"] = g => g.Node("Pad", ["x", g.Integers(0, 0, 1, 0, 0, 0, 0, 1), g.Weights("v", [], [3e7f])]),
        ["overhanging windows that count padding"] = g => g.Node("AveragePool", ["x"], ("kernel_shape", new long[] { 3, 3 }),
            ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("ceil_mode", 1), ("count_include_pad", 1)),
        ["larger of a mask and the image"] = g => g.Node("Max", ["x", g.Weights("mask", [4, 1, 1], [-3e9f, 0, -3e9f, 0.5f])]),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elements_keep_their_places(string name)
    {
        var g = new GraphBuilder([1, 4, 4, 4], opset: 20);
        var x = s_cases[name](g);
        var size = Oracle.Reference(g.Output(x).ToGraph(), g.RandomInput()).Values.Length;
        g.Graph.Output.Clear();
        var row = g.Node("Reshape", [x, g.Integers(1, -1)]);
        g.Output(g.Node("MatMul", [row, g.Random("all", size, 5)]));
        Oracle.AssertCompilesRight(g);
    }

    [Fact]
    public void Minus_infinity_that_no_maximum_ignores_is_refused()
    {
        var g = new GraphBuilder([1, 4, 4, 4]);
        g.Output(g.Node("GlobalAveragePool", [g.Node("Pad", ["x", g.Integers(0, 0, 1, 1, 0, 0, 1, 1), g.Weights("v", [], [float.NegativeInfinity])])]));
        var message = Assert.Throws<Onnx.ConversionException>(() => Freeze.Onnx2Cs.Lowering.Converter.Convert(g.ToGraph(), new())).Message;
        Assert.Contains("right before a MaxPool whose windows all meet the image", message, StringComparison.Ordinal);
    }

    private static string Joined(GraphBuilder g, int[] order)
    {
        var first = g.Node("Split", [Last(g, LoweringTests.Conv(g, "x")), g.Integers(1, 1, 1, 1)], ("axis", 3));
        string[] parts = [first, "p1", "p2", "p3"];
        g.Graph.Node[^1].Output.AddRange(parts[1..]);
        return g.Node("Concat", [.. order.Select(i => parts[i])], ("axis", 3));
    }

    private static string Row(GraphBuilder g, string x) => g.Node("Reshape", [x, g.Integers(1, -1)]);

    private static string Last(GraphBuilder g, string x) => Fragments.Last(g, x);

    private static string Single(GraphBuilder g) => g.Node("Conv", ["x", g.Random($"s{g.Graph.Initializer.Count}", 1, 4, 1, 1)]);

    private static string Reduced(GraphBuilder g, string op, string x, int axis) => g.Node(op, [x, g.Integers(axis)]);

    private static string Negative(GraphBuilder g) => g.Node("Sub", [LoweringTests.Conv(g, "x"), g.Weights("five", [], [5])]);

    private static string Pool(GraphBuilder g, string x) => g.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }));
}
