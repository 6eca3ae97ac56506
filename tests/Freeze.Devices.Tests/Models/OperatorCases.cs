using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Devices.Tests.Models;

/// <summary>Small graphs, each with one operator that matters.</summary>
internal static class OperatorCases
{
    // Few outputs: the simulation takes a barrier of operating-system threads for each step of each sum.
    private const int Channels = 20, Wider = 36, Height = 9, Width = 7, Outputs = 4;

    private static readonly Dictionary<string, Func<GraphBuilder, string>> s_cases = new()
    {
        // The tiles: at most 16 filters, few pixels, many of both; edges that divide nothing.
        ["Convolution 16x64, bias"] = g => Conv(g, "x", 13, Channels, 3, 3, pads: [1, 1, 1, 1]),
        ["Convolution 32x32, strided and padded unevenly"] = g => Conv(g, "x", 37, Channels, 3, 2, pads: [0, 1, 2, 0], strides: [2, 3]),
        ["Convolution 64x64"] = g => Conv(g, "x", 70, Channels, 1, 1, pads: [9, 9, 9, 9]),
        ["Convolution, dilated"] = g => Conv(g, "x", 33, Channels, 3, 3, pads: [2, 1, 2, 1], dilations: [2, 1]),
        ["Convolution, large groups"] = g => Conv(g, "x", 40, Channels, 3, 3, groups: 2, pads: [1, 1, 1, 1]),
        ["Convolution, small groups"] = g => Conv(g, "x", 30, Channels, 3, 3, groups: 5, pads: [1, 1, 1, 1], strides: [2, 1]),
        ["Convolution in parts"] = g => Conv(g, "x", 23, Channels, 7, 7, pads: [3, 3, 3, 3]),
        ["Convolution in parts, residual and activation"] = g => g.Node("Relu", [g.Node("Add",
            [Conv(g, "x", Channels, Channels, 7, 5, pads: [6, 2, 0, 2]), "x"])]),
        ["Winograd 32x32, padded unevenly"] = g => Conv(g, Wide(g), 40, Wider, 3, 3, pads: [0, 2, 1, 0]),
        ["Winograd 32x32, residual and activation"] = g => Wide(g) is var x ? g.Node("Relu", [g.Node("Add",
            [Conv(g, x, Wider, Wider, 3, 3, pads: [1, 1, 1, 1]), x])]) : "",
        ["Winograd 64x64"] = g => Conv(g, Wide(g), 40, Wider, 3, 3, pads: [6, 5, 6, 6]),
        ["Depthwise convolution"] = g => Conv(g, "x", Channels, Channels, 5, 3, groups: Channels, pads: [2, 1, 2, 1], dilations: [1, 2]),
        ["Depthwise convolution, two filters each"] = g => Conv(g, "x", Channels * 2, Channels, 3, 3, groups: Channels, pads: [1, 1, 1, 1]),
        ["Convolution, residual and activation"] = g => g.Node("Relu", [g.Node("Add",
            [Conv(g, "x", Channels, Channels, 3, 3, pads: [1, 1, 1, 1]), "x"])]),
        ["Depthwise convolution, residual and activation"] = g => g.Node("Relu", [g.Node("Add",
            [Conv(g, Hidden(g), Channels, Channels, 3, 3, groups: Channels, pads: [1, 1, 1, 1]), Hidden(g)])]),
        ["Max pool"] = g => g.Node("MaxPool", [Hidden(g)], ("kernel_shape", new long[] { 3, 2 }), ("pads", new long[] { 1, 0, 1, 1 }),
            ("strides", new long[] { 2, 1 })),
        ["Max pool, dilated"] = g => g.Node("MaxPool", [Hidden(g)], ("kernel_shape", new long[] { 3, 2 }), ("dilations", new long[] { 2, 3 }),
            ("pads", new long[] { 2, 0, 1, 1 })),
        ["Resize, linear"] = g => g.Node("Resize", [Hidden(g), "", "", g.Integers(1, Channels, 14, 5)], ("mode", "linear")),
        ["Resize, nearest"] = g => g.Node("Resize", [Hidden(g), "", "", g.Integers(1, Channels, 4, 15)], ("mode", "nearest")),
        ["Pad by reflection"] = g => g.Node("Pad", [Hidden(g), g.Integers(0, 0, 3, 2, 0, 0, 1, 4)], ("mode", "reflect")),
        ["Pad with the edge"] = g => g.Node("Pad", [Hidden(g), g.Integers(0, 0, 1, 0, 0, 0, 2, 3)], ("mode", "edge")),
        ["Average pool"] = g => g.Node("AveragePool", [Hidden(g)], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }),
            ("strides", new long[] { 2, 2 })),
        ["Average pool, padding counted"] = g => g.Node("AveragePool", [Hidden(g)], ("kernel_shape", new long[] { 2, 3 }),
            ("pads", new long[] { 1, 1, 0, 1 }), ("count_include_pad", 1)),
        ["Global average pool"] = g => g.Node("GlobalAveragePool", [Hidden(g)]),
        ["Scale and shift"] = g => g.Node("Add", [g.Node("Mul", [Relu(g), g.Random("s", Channels, 1, 1)]), g.Random("b", Channels, 1, 1)]),
        ["Add"] = g => g.Node("Add", [Relu(g), g.Node("Tanh", [Relu(g)])]),
        ["Add a pixel"] = g => g.Node("Add", [Relu(g), g.Node("GlobalAveragePool", [Relu(g)])]),
        ["Multiply"] = g => g.Node("Mul", [Relu(g), g.Node("Tanh", [Relu(g)])]),
        ["Multiply by a pixel"] = g => g.Node("Mul", [Relu(g), g.Node("Sigmoid", [g.Node("GlobalAveragePool", [Relu(g)])])]),
        ["Layer norm"] = g => LayerNorm(g),
        ["Concat"] = g => g.Node("Concat", [Relu(g), Conv(g, "x", 5, Channels, 1, 1), Relu(g)], ("axis", 1)),
        ["Softmax"] = g => g.Node("Softmax", [Dense(g)], ("axis", 1)),
        ["Log-softmax"] = g => g.Node("LogSoftmax", [Dense(g)], ("axis", 1)),
        ["Relu"] = g => g.Node("Relu", [Hidden(g)]),
        ["Relu6"] = g => g.Node("Clip", [Scaled(g, 6), g.Weights("lo", [], [0]), g.Weights("hi", [], [6])]),
        ["Sigmoid"] = g => g.Node("Sigmoid", [Scaled(g, 3)]),
        ["Silu"] = g => Scaled(g, 3) is var v ? g.Node("Mul", [v, g.Node("Sigmoid", [v])]) : "",
        ["Tanh"] = g => g.Node("Tanh", [Scaled(g, 3)]),
        ["Hard sigmoid"] = g => g.Node("HardSigmoid", [Scaled(g, 4)], ("alpha", 1 / 6f)),
        ["Hard swish"] = g => g.Node("HardSwish", [Scaled(g, 4)]),
        ["Gelu"] = g => Gelu(g, Scaled(g, 2)),
        ["Softplus"] = g => g.Node("Softplus", [Scaled(g, 3)]),
        ["Leaky relu"] = g => g.Node("LeakyRelu", [Hidden(g)], ("alpha", 0.2f)),
        ["Elu"] = g => g.Node("Elu", [Hidden(g)], ("alpha", 0.7f)),
        ["Clip"] = g => g.Node("Clip", [Hidden(g), g.Weights("lo", [], [-0.75f]), g.Weights("hi", [], [0.5f])]),
        ["Exp"] = g => g.Node("Exp", [Hidden(g)]),
        ["Erf"] = g => g.Node("Erf", [Hidden(g)]),
        ["Quantise and dequantise"] = g => g.Node("DequantizeLinear",
            [g.Node("QuantizeLinear", [Hidden(g), g.Weights("step", [], [0.05f])]), g.Weights("same step", [], [0.05f])]),
        ["Square root"] = g => g.Node("Sqrt", [g.Node("Sigmoid", [Hidden(g)])]),
        ["Power"] = g => g.Node("Pow", [g.Node("Sigmoid", [Hidden(g)]), g.Weights("p", [], [-0.75f])]),
        ["Power of a negative number"] = g => g.Node("Pow", [Hidden(g), g.Weights("p", [], [3])]),
    };

    public static IEnumerable<string> Names => s_cases.Keys;

    public static CompiledCase Get(string name) => CompiledCase.Get(name, () => Build(s_cases[name]));

    // The tensor in question becomes the outputs as it is: a dense layer adds up each value with weights of its own.
    private static GraphBuilder Build(Func<GraphBuilder, string> make)
    {
        var g = new GraphBuilder([1, Channels, Height, Width], opset: 17, symbolicBatch: true);
        var y = make(g);
        var last = g.Graph.Node[^1].OpType;
        if (last is "Softmax" or "LogSoftmax") return g.Output(y);
        var flat = g.Node("Flatten", [y]);
        var count = Length(g, flat);
        return g.Output(g.Node("Gemm", [flat, g.Random("last", Outputs, count), g.Random("last.bias", Outputs)], ("transB", 1)));
    }

    // Values of one image.
    private static int Length(GraphBuilder g, string value)
    {
        g.Output(value);
        var graph = g.ToGraph();
        g.Graph.Output.Clear();
        return ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["x"] = g.RandomInput() })[value].Values.Length;
    }

    private static string Hidden(GraphBuilder g) => Conv(g, "x", Channels, Channels, 1, 1);

    private static string Wide(GraphBuilder g) => g.Node("Relu", [Conv(g, "x", Wider, Channels, 1, 1)]);

    private static string Relu(GraphBuilder g) => g.Node("Relu", [Hidden(g)]);

    private static string Scaled(GraphBuilder g, float factor) => g.Node("Mul", [Hidden(g), g.Weights($"scale{g.Graph.Node.Count}", [], [factor])]);

    private static string Dense(GraphBuilder g) =>
        g.Node("Gemm", [g.Node("Flatten", ["x"]), g.Random("w", 140, Channels * Height * Width), g.Random("b", 140)], ("transB", 1), ("alpha", 0.1f));

    private static string Gelu(GraphBuilder g, string v)
    {
        var erf = g.Node("Erf", [g.Node("Div", [v, g.Weights("root", [], [MathF.Sqrt(2)])])]);
        return g.Node("Mul", [g.Node("Mul", [v, g.Node("Add", [erf, g.Weights("one", [], [1])])]), g.Weights("half", [], [0.5f])]);
    }

    private static string LayerNorm(GraphBuilder g)
    {
        var last = g.Node("Transpose", [Relu(g)], ("perm", new long[] { 0, 2, 3, 1 }));
        var normal = g.Node("LayerNormalization", [last, g.Random("s", Channels), g.Random("t", Channels)]);
        return g.Node("Transpose", [normal], ("perm", new long[] { 0, 3, 1, 2 }));
    }

    private static string Conv(
        GraphBuilder g, string x, int filters, int channels, int height, int width, int groups = 1, long[]? pads = null, long[]? strides = null,
        long[]? dilations = null)
    {
        var name = $"w{g.Graph.Node.Count}";
        return g.Node(
            "Conv", [x, g.Random(name, filters, channels / groups, height, width), g.Random(name + "b", filters)], ("group", groups),
            ("pads", pads ?? [0, 0, 0, 0]), ("strides", strides ?? [1, 1]), ("dilations", dilations ?? [1, 1]));
    }
}
