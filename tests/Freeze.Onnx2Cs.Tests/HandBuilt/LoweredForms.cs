using Freeze.Onnx2Cs.Onnx.Wire;
using static Freeze.Onnx2Cs.Tests.HandBuilt.OperatorForms;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>Operators that are made of others, comparisons and logic, and arithmetic on constants and shapes.</summary>
internal static class LoweredForms
{
    public static IEnumerable<OperatorForm> All => [.. Pointwise(), .. Comparisons(), .. OnConstants(), .. Moving(), .. Products(), .. Normalisations()];

    private static IEnumerable<OperatorForm> Pointwise() =>
    [
        Of("Celu", 12, g => g.Node("Celu", ["x"], ("alpha", 0.7f))),
        Of("Softsign", 7, g => g.Node("Softsign", ["x"])),
        Of("Mish", 18, g => g.Node("Mish", ["x"])),
        Of("ThresholdedRelu", 10, g => g.Node("ThresholdedRelu", ["x"], ("alpha", 0.31f))),
        Of("Shrink", 9, g => g.Node("Shrink", ["x"], ("lambd", 0.31f), ("bias", 0.2f))),
        Of("Floor", 7, g => g.Node("Floor", ["x"])),
        Of("Ceil", 7, g => g.Node("Ceil", ["x"])),
        Of("Round", 11, g => g.Node("Round", ["x"])),
        Of("Sign", 9, g => g.Node("Sign", ["x"])),
        Of("CastLike", 15, g => g.Node("CastLike", ["x", g.Weights("like", [], [0])])),
        Of("ImageScaler", 7, g => g.Node("ImageScaler", ["x"], ("scale", 0.5f), ("bias", new[] { 0.1f, 0.2f, 0.3f, 0.4f })), to: 9),
    ];

    private static IEnumerable<OperatorForm> Comparisons()
    {
        foreach (var (op, from) in new[] { ("Greater", 7), ("Less", 7), ("GreaterOrEqual", 12), ("LessOrEqual", 12) })
        {
            yield return Of(op, from, g => Floats(g, g.Node(op, ["x", g.Random("c", 4, 1, 1)])));
            yield return Of(op, from, g => Floats(g, g.Node(op, ["x", g.Node("Tanh", ["x"])])), "two results");
        }

        yield return Of("Equal", 11, g => Floats(g, g.Node("Equal", [g.Node("Relu", ["x"]), g.Weights("c", [], [0])])));
        yield return Of("And", 7, g => Floats(g, g.Node("And", [Positive(g), Small(g)])));
        yield return Of("Or", 7, g => Floats(g, g.Node("Or", [Positive(g), Small(g)])));
        yield return Of("Xor", 7, g => Floats(g, g.Node("Xor", [Positive(g), Small(g)])));
        yield return Of("Not", 7, g => Floats(g, g.Node("Not", [Positive(g)])));
        yield return Of("Where", 9, g => g.Node("Where", [Positive(g), "x", g.Node("Neg", ["x"])]));
        yield return Of("Where", 9, g => g.Node("Where", [Positive(g), "x", g.Weights("zero", [], [0])]), "zero elsewhere");
        yield return Of("Where", 9, g => g.Node("Where", [Mask(g), "x", g.Random("other", 4, 1, 1)]), "a constant mask");
    }

    private static IEnumerable<OperatorForm> OnConstants() =>
    [
        Of("Range", 11, g => g.Node("Add", ["x", Floats(g, g.Node("Range", [Whole(g, 1), Whole(g, 7), Whole(g, 1)]))])),
        Of("Mod", 10, g => g.Node("Add", ["x", Floats(g, g.Node("Mod", [g.Integers(5, -7, 8, 9, 2, -1), g.Integers(3)]))])),
        Of("NonZero", 9, g => g.Node("Gather", ["x", g.Node("Squeeze", [Places(g)], ("axes", new long[] { 0 }))], ("axis", 1)), to: 12),
        Of("NonZero", 13, g => g.Node("Gather", ["x", g.Node("Squeeze", [Places(g), g.Integers(0)])], ("axis", 1)), "axes an input"),
        Of("CumSum", 11, g => g.Node("Add", ["x", g.Node("CumSum", [g.Random("c", 4, 6, 6), g.Integers(1)], ("reverse", 1))])),
        Of("GatherElements", 11, g => g.Node("Add", ["x", g.Node("GatherElements", [g.Random("c", 3, 6), Indices(g)], ("axis", 0))])),
        Of("ReduceProd", 7, g => g.Node("Mul", ["x", Floats(g, g.Node("ReduceProd", [g.Node("Shape", ["x"])], ("axes", new long[] { 0 }), ("keepdims", 0)))]), to: 17),
        Of("ReduceProd", 18, g => g.Node("Mul", ["x", Floats(g, g.Node("ReduceProd", [g.Node("Shape", ["x"])], ("keepdims", 0)))]), "axes an input"),
        Of("Size", 7, g => g.Node("Mul", ["x", Floats(g, g.Node("Size", ["x"]))])),
    ];

    private static IEnumerable<OperatorForm> Moving() =>
    [
        Of("DepthToSpace", 7, g => g.Node("DepthToSpace", ["x"], ("blocksize", 2))),
        Of("DepthToSpace", 11, g => g.Node("DepthToSpace", ["x"], ("blocksize", 2), ("mode", "CRD")), "a channel's pixels side by side"),
        Of("SpaceToDepth", 7, g => g.Node("SpaceToDepth", ["x"], ("blocksize", 3))),
        Of("Tile", 7, g => g.Node("Tile", ["x", g.Integers(1, 2, 1, 3)])),
        Of("Transpose", 7, g => g.Node("Transpose", ["x"], ("perm", new long[] { 0, 2, 3, 1 })), "left as it is"),
        Of("Slice", 10, g => g.Node("Slice", ["x", g.Integers(-1, 5), g.Integers(-100, 0), g.Integers(1, 3), g.Integers(-1, -2)]), "backwards"),
        Of("Concat", 7, g => g.Node("Concat", ["x", g.Node("Neg", ["x"])], ("axis", 2)), "of rows"),
    ];

    private static IEnumerable<OperatorForm> Products() =>
    [
        Of("Einsum", 12, g => g.Node("Einsum", [Row(g), g.Random("w", 5, 144)], ("equation", "bi,oi->bo"))),
        Of("Einsum", 12, g => g.Node("Einsum", ["x", g.Random("w", 3, 4)], ("equation", "bchw,oc->bohw")), "along channels"),
        Of("ConvInteger", 10, g => Floats(g, g.Node("ConvInteger", [Bytes(g), g.SignedBytes("w", [3, 4, 1, 1], [.. Whole(12)]), Zero(g)]))),
        Of("MatMulInteger", 10, g => Floats(g, g.Node("MatMulInteger",
            [g.Node("Flatten", [Bytes(g)]), g.SignedBytes("w", [144, 3], [.. Whole(432)]), Zero(g)]))),
        Of("QLinearConv", 10, g => g.Node("DequantizeLinear", [g.Node("QLinearConv",
            [Bytes(g), Scale(g), Zero(g), g.SignedBytes("w", [3, 4, 1, 1], [.. Whole(12)]), g.Weights("ws", [], [0.0313f]), g.SignedBytes("wz", [], [0]),
                g.Weights("ys", [], [0.0571f]), g.Bytes("yz", [], [117])]), "ys", "yz"])),
        Of("QLinearMatMul", 10, g => g.Node("DequantizeLinear", [g.Node("QLinearMatMul",
            [g.Node("Flatten", [Bytes(g)]), Scale(g), Zero(g), g.SignedBytes("w", [144, 3], [.. Whole(432)]), g.Weights("ws", [], [0.0313f]),
                g.SignedBytes("wz", [], [0]), g.Weights("ys", [], [0.571f]), g.Bytes("yz", [], [117])]), "ys", "yz"])),
        Of("DynamicQuantizeLinear", 11, g =>
        {
            var y = g.Node("DynamicQuantizeLinear", ["x"]);
            g.Graph.Node[^1].Output.Add("dynamic scale");
            g.Graph.Node[^1].Output.Add("dynamic zero");
            return g.Node("DequantizeLinear", [y, "dynamic scale", "dynamic zero"]);
        }),
    ];

    private static IEnumerable<OperatorForm> Normalisations() =>
    [
        Of("MeanVarianceNormalization", 9, g => g.Node("MeanVarianceNormalization", ["x"])),
        Of("RMSNormalization", 23, g => g.Node("RMSNormalization", ["x", g.Positive("s", 6)], ("axis", -1)), to: 24),
        Of("Swish", 24, g => g.Node("Swish", ["x"], ("alpha", 1.5f)), to: 24),
        Of("GlobalLpPool", 7, g => g.Node("GlobalLpPool", ["x"], ("p", 2)), to: 21),
        .. new[] { "ReduceL1", "ReduceLogSum", "ReduceLogSumExp" }.SelectMany(op => new[]
        {
            Of(op, 7, g => g.Node(op, [g.Node("Exp", ["x"])], ("axes", new long[] { 2, 3 })), "attribute", to: 17),
            Of(op, 18, g => g.Node(op, [g.Node("Exp", ["x"]), g.Integers(1)])),
        }),
    ];

    private static string Floats(GraphBuilder g, string value) => g.Node("Cast", [value], ("to", 1));

    private static string Positive(GraphBuilder g) => g.Node("Greater", ["x", g.Weights("zero level", [], [0.01f])]);

    private static string Small(GraphBuilder g) => g.Node("Less", ["x", g.Weights("one level", [], [0.9f])]);

    private static string Mask(GraphBuilder g) => g.Node("Cast", [g.Weights("mask", [4, 1, 1], [1, 0, 0, 1])], ("to", 9));

    private static string Whole(GraphBuilder g, long value)
    {
        var name = g.Integers(value);
        g.Graph.Initializer[^1].Dims.Clear();
        return name;
    }

    private static string Places(GraphBuilder g) => g.Node("NonZero", [g.Integers(0, 4, 0, 2)]);

    private static string Indices(GraphBuilder g)
    {
        g.Graph.Initializer.Add(new TensorProto { Name = "indices", DataType = 7, Dims = { 1, 6 }, Int64Data = { 0, 2, 1, -1, 0, -3 } });
        return "indices";
    }

    private static string Bytes(GraphBuilder g) => g.Node("QuantizeLinear", ["x", Scale(g), Zero(g)]);

    private static string Scale(GraphBuilder g) => Once(g, "scale", () => g.Weights("scale", [], [0.0171f]));

    private static string Zero(GraphBuilder g) => Once(g, "zero", () => g.Bytes("zero", [], [121]));

    private static string Once(GraphBuilder g, string name, Func<string> make) => g.Graph.Initializer.Any(tensor => tensor.Name == name) ? name : make();

    private static IEnumerable<sbyte> Whole(int count) => Enumerable.Range(0, count).Select(i => (sbyte)((i * 37 % 255) - 127));
}
