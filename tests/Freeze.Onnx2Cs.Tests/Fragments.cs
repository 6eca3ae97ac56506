using Freeze.Onnx2Cs.Onnx.Wire;
using Google.Protobuf;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Pieces of graphs as exporters write them.</summary>
internal static class Fragments
{
    public static string Conv(GraphBuilder g) => LoweringTests.Conv(g, "x");

    public static string Pointwise(GraphBuilder g, string x, int channels) =>
        g.Node("Conv", [x, g.Random($"p{g.Graph.Initializer.Count}", channels, 4, 1, 1)]);

    public static string Twice(GraphBuilder g, string x, Func<string, string> gate) => g.Node("Mul", [x, gate(x)]);

    public static string Relu6(GraphBuilder g, string x) =>
        g.Node("Clip", [g.Node("Add", [x, g.Weights("three", [], [3])]), g.Weights("lo", [], [0]), g.Weights("hi", [], [6])]);

    public static string Gelu(GraphBuilder g, string x)
    {
        var erf = g.Node("Erf", [g.Node("Div", [x, g.Weights("root", [], [1.4142135f])])]);
        return g.Node("Mul", [g.Node("Mul", [x, g.Node("Add", [erf, g.Weights("one", [], [1])])]), g.Weights("half", [], [0.5f])]);
    }

    public static string TanhGelu(GraphBuilder g, string x)
    {
        var cube = g.Node("Mul", [g.Node("Pow", [x, g.Weights("p", [], [3])]), g.Weights("a", [], [0.044715f])]);
        var tanh = g.Node("Tanh", [g.Node("Mul", [g.Node("Add", [x, cube]), g.Weights("b", [], [0.79788456f])])]);
        return g.Node("Mul", [g.Node("Mul", [x, g.Weights("half", [], [0.5f])]), g.Node("Add", [tanh, g.Weights("one", [], [1])])]);
    }

    public static string Split(GraphBuilder g)
    {
        var first = g.Node("Split", [Conv(g), g.Integers(1, 3)], ("axis", 1));
        g.Graph.Node[^1].Output.Add("rest");
        return g.Node("Concat", ["rest", first], ("axis", 1));
    }

    public static string Last(GraphBuilder g, string x) => g.Node("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }));

    public static string First(GraphBuilder g, string x) => g.Node("Transpose", [x], ("perm", new long[] { 0, 3, 1, 2 }));

    public static string Half(GraphBuilder g, params int[] shape)
    {
        var bytes = Enumerable.Range(0, shape.Aggregate(1, (a, b) =>
            a * b)).SelectMany(i => BitConverter.GetBytes((System.Half)((i % 7) - 3.25))).ToArray();
        var tensor = new TensorProto { Name = "half", DataType = 10, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape.Select(length => (long)length));
        g.Graph.Initializer.Add(tensor);
        return "half";
    }
}
