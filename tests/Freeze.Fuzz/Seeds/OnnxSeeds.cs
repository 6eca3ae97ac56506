namespace Freeze.Fuzz.Seeds;

/// <summary>Small sound networks that between them use most of what the converter knows.</summary>
internal static class OnnxSeeds
{
    public static IReadOnlyList<GraphBuilder> All { get; } = [Residual(), Gated(), ChannelsLast(), Mixed(), Shapes(), Bytes(),
        FunctionSeeds.Blocks(), QuantisedSeeds.Stored(), QuantisedSeeds.Rounded()];

    private static GraphBuilder Residual()
    {
        var g = new GraphBuilder([1, 3, 12, 12], symbolicBatch: true);
        var x = Relu(g, Norm(g, Conv(g, "x", 3, 8, 3), 8));
        x = g.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
        for (var i = 0; i < 2; i++) x = Relu(g, g.Node("Add", [Norm(g, Conv(g, Relu(g, Conv(g, x, 8, 8, 3)), 8, 8, 3), 8), x]));
        return Classify(g, x, 8);
    }

    private static GraphBuilder Gated()
    {
        var g = new GraphBuilder([1, 3, 9, 9], opset: 17);
        var x = Conv(g, "x", 3, 6, 3);
        x = g.Node("Mul", [x, g.Node("Sigmoid", [x])]);
        x = g.Node("Conv", [x, g.Random("depthwise", 6, 1, 5, 5)], ("group", 6), ("auto_pad", "SAME_UPPER"));
        var gate = g.Node("HardSigmoid", [Conv(g, g.Node("GlobalAveragePool", [x]), 6, 6, 1)]);
        x = g.Node("HardSwish", [g.Node("Mul", [x, gate])]);
        x = g.Node("InstanceNormalization", [x, g.Random("in.scale", 6), g.Random("in.shift", 6)]);
        x = g.Node("LRN", [g.Node("Elu", [x])], ("size", 3));
        return Classify(g, x, 6);
    }

    private static GraphBuilder ChannelsLast()
    {
        var g = new GraphBuilder([1, 10, 10, 3], opset: 17);
        var x = Conv(g, g.Node("Transpose", ["x"], ("perm", new long[] { 0, 3, 1, 2 })), 3, 8, 3);
        x = g.Node("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }));
        x = g.Node("LayerNormalization", [x, g.Random("ln.scale", 8), g.Random("ln.shift", 8)], ("axis", -1));
        x = g.Node("Erf", [g.Node("MatMul", [x, g.Random("mm", 8, 5)])]);
        x = g.Node("ReduceMean", [x], ("axes", new long[] { 1, 2 }), ("keepdims", 0));
        return g.Output(g.Node("MatMul", [x, g.Random("fc", 5, 4)]));
    }

    private static GraphBuilder Mixed()
    {
        var g = new GraphBuilder([1, 4, 8, 8]);
        var x = Conv(g, "x", 4, 4, 3);
        var a = g.Node("Slice", [x, g.Integers(0, 0), g.Integers(8, 8), g.Integers(2, 3), g.Integers(2, 2)]);
        var b = g.Node("AveragePool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        var y = g.Node("Concat", [a, b], ("axis", 1));
        y = g.Node("Pad", [y, g.Integers(0, 0, 1, 1, 0, 0, 1, 1)], ("mode", "constant"));
        y = g.Node("PRelu", [y, g.Random("slope", 8, 1, 1)]);
        y = g.Node("Resize", [y, "", g.Weights("scales", [4], [1, 1, 2, 2])], ("mode", "nearest"));
        y = g.Node("Div", [g.Node("Sub", [y, g.Random("m", 8, 1, 1)]), g.Positive("d", 8, 1, 1)]);
        y = g.Node("Max", [g.Node("Exp", [g.Node("Tanh", [y])]), g.Weights("low", [], [0.25f])]);
        y = g.Node("Softmax", [g.Node("Flatten", [g.Node("GlobalMaxPool", [y])])], ("axis", 1));
        return g.Output(y);
    }

    private static GraphBuilder Shapes()
    {
        var g = new GraphBuilder([1, 4, 6, 6]);
        var x = Conv(g, "x", 4, 8, 1);
        var batch = g.Node("Gather", [g.Node("Shape", [x]), g.Integers(0)], ("axis", 0));
        var shape = g.Node("Concat", [batch, g.Integers(-1)], ("axis", 0));
        x = g.Node("Reshape", [g.Node("ReduceMean", [x], ("axes", new long[] { 2, 3 })), shape]);
        var zeros = g.Node("ConstantOfShape", [g.Integers(4)]);
        return g.Output(g.Node("Add", [g.Node("Gemm", [x, g.Random("fc", 4, 8)], ("transB", 1)), zeros]));
    }

    private static GraphBuilder Bytes()
    {
        var g = new GraphBuilder([1, 3, 8, 8]);
        g.Graph.Input[0].Type.TensorType.ElemType = 2;
        var x = g.Node("Div", [g.Node("Cast", ["x"], ("to", 1)), g.Weights("255", [], [255])]);
        x = Relu(g, Conv(g, g.Node("Sub", [x, g.Weights("mean", [1, 3, 1, 1], [0.4f, 0.5f, 0.6f])]), 3, 4, 3));
        var parts = g.Node("Split", [x], ("axis", 1));
        g.Graph.Node[^1].Output.Add("second half");
        return Classify(g, g.Node("Mul", [parts, "second half"]), 2);
    }

    private static string Conv(GraphBuilder g, string x, int inputs, int outputs, int kernel) => g.Node(
        "Conv", [x, g.Random($"w{g.Graph.Initializer.Count}", outputs, inputs, kernel, kernel)], ("pads", new long[] { kernel / 2, kernel / 2,
            kernel / 2, kernel / 2 }));

    private static string Norm(GraphBuilder g, string x, int c)
    {
        var name = $"bn{g.Graph.Initializer.Count}";
        return g.Node("BatchNormalization", [x, g.Random(name + "s", c), g.Random(name + "b", c), g.Random(name + "m", c), g.Positive(name + "v",
            c)]);
    }

    private static string Relu(GraphBuilder g, string x) => g.Node("Relu", [x]);

    private static GraphBuilder Classify(GraphBuilder g, string x, int channels) => g.Output(
        g.Node("Gemm", [g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]), g.Random("fc.weight", 5, channels), g.Random("fc.bias", 5)],
            ("transB", 1)));
}
