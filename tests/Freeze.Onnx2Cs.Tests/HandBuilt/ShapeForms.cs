using static Freeze.Onnx2Cs.Tests.Fragments;
using static Freeze.Onnx2Cs.Tests.HandBuilt.OperatorForms;

namespace Freeze.Onnx2Cs.Tests.HandBuilt;

/// <summary>Operators that move, cut and join, and those on shapes.</summary>
internal static class ShapeForms
{
    public static IEnumerable<OperatorForm> All =>
    [
        Of("Concat", 7, g => g.Node("Concat", ["x", g.Node("Neg", ["x"]), "x"], ("axis", 1))),
        Of("Expand", 8, g => g.Node("Mul", ["x", g.Node("Expand", [g.Node("Sigmoid", [g.Node("GlobalMaxPool", ["x"])]), g.Integers(1, 4, 6, 6)])])),
        Of("Flatten", 7, g => g.Node("Gemm", [Row(g), g.Random("w", 144, 5), g.Random("b", 5)])),
        Of("Gather", 7, g => g.Node("Gather", ["x", g.Integers(3, 0, 0)], ("axis", 1))),
        Of("Reshape", 7, g => g.Node("Gemm", [g.Node("Reshape", ["x", g.Integers(0, -1)]), g.Random("w", 144, 5), g.Random("b", 5)])),
        Of("Shape", 7, g => Shaped(g, g.Node("Gather", [g.Node("Shape", ["x"]), g.Integers(0)]))),
        Of("Shape", 15, g => Shaped(g, g.Node("Shape", ["x"], ("start", 0), ("end", 1))), "a part"),
        Of("Squeeze", 7, g => g.Node("Squeeze", [g.Node("GlobalAveragePool", ["x"])], ("axes", new long[] { 2, 3 })), "attribute", to: 12),
        Of("Squeeze", 13, g => g.Node("Squeeze", [g.Node("GlobalAveragePool", ["x"]), g.Integers(2, -1)])),
        Of("Unsqueeze", 7, g => Gated(g, y => g.Node("Unsqueeze", [y], ("axes", new long[] { 2, 3 }))), "attribute", to: 12),
        Of("Unsqueeze", 13, g => Gated(g, y => g.Node("Unsqueeze", [y, g.Integers(2, 3)]))),
        Of("Transpose", 7, g => First(g, g.Node("Relu", [Last(g, "x")]))),
        Of("Slice", 7, g => g.Node("Slice",
            ["x"], ("axes", new long[] { 1, 2 }), ("starts", new long[] { 1, 0 }), ("ends", new long[] { 4, -1 })), "attributes", to: 9),
        Of("Slice", 10, g => g.Node("Slice", ["x", g.Integers(1, 0), g.Integers(4, -1), g.Integers(1, 2), g.Integers(1, 2)])),
        Of("Split", 7, g => Turned(g, g.Node("Split", ["x"], ("axis", 1), ("split", new long[] { 1, 3 }))), "attribute", to: 12),
        Of("Split", 7, g => Turned(g, g.Node("Split", ["x"], ("axis", 1))), "in halves", to: 17),
        Of("Split", 13, g => Turned(g, g.Node("Split", ["x", g.Integers(1, 3)], ("axis", 1)))),
        Of("Split", 18, g => Turned(g, g.Node("Split", ["x"], ("axis", 1), ("num_outputs", 2))), "in a number of parts"),
        Of("Pad", 7, g => g.Node("Pad", ["x"], ("pads", new long[] { 0, 0, 2, 3, 0, 0, 1, 4 }), ("mode", "reflect")), "attributes", to: 10),
        .. new[] { "constant", "edge", "reflect" }.Select(mode => Of("Pad", 11, g => Padded(g, mode), mode)),
        Of("Pad", 19, g => Padded(g, "wrap"), "wrap"),
        Of("Pad", 18, g => g.Node("Pad", ["x", g.Integers(1, 2, 0, 3), "", g.Integers(-2, 3)]), "axes"),
    ];

    private static string Padded(GraphBuilder g, string mode) => g.Node("Pad", ["x", g.Integers(0, 0, 2, 3, 0, 0, 1, 4)], ("mode", mode));

    private static string Shaped(GraphBuilder g, string batch) =>
        g.Node("Reshape", [g.Node("GlobalAveragePool", ["x"]), g.Node("Concat", [batch, g.Integers(-1)], ("axis", 0))]);

    private static string Gated(GraphBuilder g, Func<string, string> unsqueeze) =>
        g.Node("Mul", ["x", unsqueeze(g.Node("Flatten", [g.Node("GlobalAveragePool", ["x"])]))]);

    // Gives the parts of a Split the other way round.
    private static string Turned(GraphBuilder g, string first)
    {
        g.Graph.Node[^1].Output.Add("rest");
        return g.Node("Concat", ["rest", first], ("axis", 1));
    }
}
