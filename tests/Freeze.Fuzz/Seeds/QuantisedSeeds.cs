using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Fuzz.Seeds;

/// <summary>Quantised networks, one with weights stored in eight bits and one that rounds weights in floats.</summary>
internal static class QuantisedSeeds
{
    public static GraphBuilder Stored()
    {
        var g = new GraphBuilder([1, 3, 8, 8], opset: 13);
        var zeros = g.SignedBytes("zeros", [6], new sbyte[6]);
        var scales = g.Weights("scales", [6], [0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f]);
        var random = new Random(3);
        var weights = g.SignedBytes("weight_quantized", [6, 3, 3, 3], [.. Enumerable.Range(0, 162).Select(_ => (sbyte)random.Next(-128, 128))]);
        g.Graph.Initializer.Add(new TensorProto { Name = "bias", DataType = 6, Dims = { 6 }, Int32Data = { 100, -7, 3, 0, 2000, -345 } });
        var x = g.Node("Conv", [Round(g, "x"), g.Node("DequantizeLinear", [weights, scales, zeros], ("axis", 0)),
            g.Node("DequantizeLinear", ["bias", scales], ("axis", 0))], ("pads", new long[] { 1, 1, 1, 1 }));
        x = Round(g, g.Node("Relu", [x]));
        return Classify(g, Round(g, g.Node("Add", [Round(g, g.Node("Mul", [x, g.Random("gain", 6, 1, 1)])), x])));
    }

    public static GraphBuilder Rounded()
    {
        var g = new GraphBuilder([1, 3, 7, 9], opset: 21);
        var zeros = g.SignedBytes("zeros", [6], new sbyte[6]);
        var scales = g.Positive("scales", 6);
        var weights = g.Node("QuantizeLinear", [g.Random("weight", 6, 3, 1, 1), scales, zeros], ("axis", 0));
        var x = g.Node("Conv", ["x", g.Node("DequantizeLinear", [weights, scales, zeros], ("axis", 0)), g.Random("bias", 6)]);
        x = g.Node("QuantizeLinear", [x, scales, zeros], ("axis", 1));
        return Classify(g, g.Node("Relu", [g.Node("DequantizeLinear", [x, scales, zeros], ("axis", 1))]));
    }

    private static string Round(GraphBuilder g, string x)
    {
        var (scale, zero) = (g.Weights($"scale of {x}", [], [0.02f]), g.Bytes($"zero of {x}", [], [(byte)117]));
        return g.Node("DequantizeLinear", [g.Node("QuantizeLinear", [x, scale, zero]), scale, zero]);
    }

    private static GraphBuilder Classify(GraphBuilder g, string x) =>
        g.Output(g.Node("Gemm", [g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]), g.Random("fc.weight", 6, 5)]));
}
