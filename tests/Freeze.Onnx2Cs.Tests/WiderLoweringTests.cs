using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Tests.HandBuilt;
using static Freeze.Onnx2Cs.Tests.Fragments;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>Padding with copies, windows with gaps, groups, shuffled channels, quantised weights: lowered, compiled, and compared with ONNX Runtime.</summary>
public class WiderLoweringTests
{
    private static readonly Dictionary<string, (string Layers, int Opset, Func<GraphBuilder, string> Build)> s_cases = new()
    {
        ["padded with the edge"] = ("Conv2D Resample", 17, g => Pad(g, Conv(g), "edge", 0, 0, 2, 1, 0, 0, 0, 3)),
        ["padded by reflection"] = ("Conv2D Resample", 17, g => Pad(g, Conv(g), "reflect", 0, 0, 3, 1, 0, 0, 2, 0)),
        ["padded round"] = ("Conv2D Resample", 19, g => Pad(g, Conv(g), "wrap", 0, 0, 1, 2, 0, 0, 2, 1)),
        ["padded with the edge, channels last"] = ("Conv2D Resample", 17, g => First(g, Pad(g, Last(g, Conv(g)), "edge", 0, 1, 2, 0, 0, 0, 1, 0))),
        ["max pool with gaps"] = ("Conv2D Resample MaxPool", 17, g => g.Node("MaxPool", [Conv(g)], ("kernel_shape", new long[] { 2, 3 }),
            ("dilations", new long[] { 3, 2 }), ("strides", new long[] { 1, 2 }), ("pads", new long[] { 1, 2, 0, 1 }))),
        ["channels padded with their edge"] = ("Conv2D Rearrange Resample Rearrange", 17, g => Pad(g, Conv(g), "edge", 0, 1, 0, 0, 0, 2, 0, 0)),
        ["channels shuffled"] = ("Conv2D Conv2D Rearrange", 17, Shuffle),
        ["channels shuffled, channels last"] = ("Conv2D Conv2D Rearrange Rearrange", 17, g => First(g, g.Node("Reshape", [g.Node("Transpose",
            [g.Node("Reshape", [Last(g, Pointwise(g, Conv(g), 6)), g.Integers(1, 7, 6, 2, 3)])], ("perm", new long[] { 0, 1, 2, 4, 3 })),
            g.Integers(1, 7, 6, 6)]))),
        ["group norm as exporters write it"] = (
            "Conv2D Conv2D GlobalAveragePool Rearrange GlobalAveragePool ScaleShift Rearrange Add Activation GlobalAveragePool Rearrange "
            + "GlobalAveragePool ScaleShift Activation Rearrange Multiply ScaleShift", 17, GroupNorm),
        ["gelu"] = ("Conv2D", 20, g => g.Node("Gelu", [Conv(g)])),
        ["gelu by tanh"] = ("Conv2D Activation ScaleShift Add ScaleShift Multiply", 20, g => g.Node("Gelu", [Conv(g)], ("approximate", "tanh"))),
        ["weights of eight bits"] = ("Conv2D Conv2D", 17, g =>
        {
            var weights = g.Weights("w8", [5, 4, 1, 1], [.. Enumerable.Range(0, 20).Select(i => (float)((i * 7 % 31) - 15))]);
            Eight(g, "w8", signed: true);
            var scales = g.Weights("scales", [5], [0.1f, 0.2f, 0.05f, 0.3f, 0.25f]);
            return g.Node("Conv", [Conv(g), g.Node("DequantizeLinear", [weights, scales, Zeros(g, 5)], ("axis", 0))]);
        }),
        ["activations of eight bits"] = ("Conv2D ScaleShift Activation Activation ScaleShift", 17, g =>
        {
            var (scale, zero) = (g.Weights("scale", [], [0.0625f]), g.Weights("zero", [], [117]));
            Eight(g, "zero", signed: false);
            return g.Node("DequantizeLinear", [g.Node("QuantizeLinear", [g.Node("Relu", [Conv(g)]), scale, zero]), scale, zero]);
        }),
        ["sums and extremes of constants first"] = ("Conv2D Activation Activation", 17, g =>
            g.Node("Max", [g.Weights("one", [], [0.1f]), g.Weights("two", [], [0.2f]), g.Node("Sum", [g.Weights("k", [], [1]), g.Weights("l", [], [-1]), Conv(g)])])),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    internal static IEnumerable<HandBuiltCase> HandBuilt =>
        s_cases.Select(c => new HandBuiltCase(c.Key, c.Value.Opset, [1, 4, 7, 6], c.Value.Build, Compiles: true));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lowered_graph_computes_the_same(string name)
    {
        var (layers, opset, build) = s_cases[name];
        var g = new GraphBuilder([1, 4, 7, 6], opset);
        var x = build(g);
        var shape = Oracle.Reference(g.Output(x).ToGraph(), g.RandomInput()).Shape;
        g.Graph.Output.Clear();
        g.Output(g.Node("Conv", [x, g.Random("all", 3, shape[1], shape[2], shape[3])]));
        var model = Oracle.AssertCompilesRight(g);
        Oracle.AssertLayers(layers + " Conv2D", model);
    }

    /// <summary>In three groups, after other layers; forms that ONNX Runtime judges stand among those of all operators.</summary>
    [Theory]
    [InlineData(18, 3)]
    [InlineData(21, 6)]
    public void Group_norm_of_its_own(int opset, int parameters)
    {
        var g = new GraphBuilder([1, 4, 7, 6], opset);
        var x = Pointwise(g, Conv(g), 6);
        x = g.Node("GroupNormalization", [x, g.Random("s", parameters), g.Random("b", parameters)], ("num_groups", 3));
        g.Output(g.Node("Conv", [x, g.Random("all", 3, 6, 7, 6)]));
        Oracle.AssertLowersRight(g);
    }

    private static string Pad(GraphBuilder g, string x, string mode, params long[] pads) => g.Node("Pad", [x, g.Integers(pads)], ("mode", mode));

    private static string Shuffle(GraphBuilder g)
    {
        var split = g.Node("Reshape", [Pointwise(g, Conv(g), 6), g.Integers(1, 2, 3, 7, 6)]);
        return g.Node("Reshape", [g.Node("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3, 4 })), g.Integers(1, 6, 7, 6)]);
    }

    private static string GroupNorm(GraphBuilder g)
    {
        var (ones, zeros) = (g.Weights("ones", [3], [1, 1, 1]), g.Weights("zeros", [3], [0, 0, 0]));
        var groups = g.Node("Reshape", [Pointwise(g, Conv(g), 6), g.Integers(0, 3, -1)]);
        var normal = g.Node("Reshape", [g.Node("InstanceNormalization", [groups, ones, zeros]), g.Integers(1, 6, 7, 6)]);
        return g.Node("Add", [g.Node("Mul", [normal, g.Random("s", 6, 1, 1)]), g.Random("b", 6, 1, 1)]);
    }

    private static string Zeros(GraphBuilder g, int count)
    {
        g.Weights("zeros", [count], new float[count]);
        Eight(g, "zeros", signed: true);
        return "zeros";
    }

    // Makes a tensor of floats one of bytes.
    private static void Eight(GraphBuilder g, string name, bool signed)
    {
        var tensor = g.Graph.Initializer.Single(tensor => tensor.Name == name);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        tensor.DataType = signed ? 3 : 2;
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom([.. values.Select(value => signed ? (byte)(sbyte)value : (byte)value)]);
    }
}
