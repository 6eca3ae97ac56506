namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>Small networks for the command line.</summary>
internal static class Networks
{
    private const int Width = 16;

    /// <summary>
    /// Two residual blocks that hardly change what the stem passes on, and a classifier for its strongest channel: a network that knows colours and
    /// whose first probe can answer for it. Other seeds give other weights of the same structure.
    /// </summary>
    public static GraphBuilder Colours(int seed = 1, string prefix = "")
    {
        var weights = new float[3 * Width];
        for (var c = 0; c < 3; c++) weights[c * Width + 2 - c] = 10;
        return Residual(seed, prefix, 3, weights, [0, 0, 0]);
    }

    /// <summary>The same for one channel: a classifier for dark, medium and bright.</summary>
    public static GraphBuilder Shades()
    {
        var weights = new float[3 * Width];
        (weights[Width], weights[2 * Width]) = (30, 60);
        return Residual(1, "", 1, weights, [0, -9, -30]);
    }

    /// <summary>A network that says whether the upper half of its image is red: class 1.</summary>
    public static GraphBuilder UpperHalf()
    {
        var g = new GraphBuilder([1, 3, WorkFolder.Side, WorkFolder.Side]);
        var weights = new float[2 * 3 * WorkFolder.Side * WorkFolder.Side];
        var plane = WorkFolder.Side * WorkFolder.Side;
        for (var i = 0; i < plane / 2; i++) (weights[3 * plane + i], weights[5 * plane + i]) = (1, -1);
        var x = g.Node("Conv", ["x", g.Weights("w", [2, 3, WorkFolder.Side, WorkFolder.Side], weights)]);
        return g.Output(g.Node("Flatten", [x]));
    }

    private static GraphBuilder Residual(int seed, string prefix, int colours, float[] classifier, float[] offsets)
    {
        var random = new Random(seed);
        var g = new GraphBuilder([1, colours, WorkFolder.Side, WorkFolder.Side], symbolicBatch: true);
        var x = Relu(Conv("stem", "x", colours, (o, i) => o == i ? 1 : 0));
        for (var block = 1; block <= 2; block++)
        {
            var inner = Relu(Conv($"layer{block}.0.conv1", x, Width, (_, _) => 0));
            x = Relu(g.Node("Add", [Conv($"layer{block}.0.conv2", inner, Width, (_, _) => 0), x]));
        }

        x = g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]);
        var scores = g.Node("Gemm", [x, g.Weights("fc.weight", [3, Width], classifier), g.Weights("fc.bias", [3], offsets)], ("transB", 1));
        return g.Output(scores);

        string Conv(string name, string input, int channels, Func<int, int, float> centre)
        {
            var values = new float[Width * channels * 9];
            for (var i = 0; i < values.Length; i++)
                values[i] = (random.NextSingle() - 0.5f) * 0.02f + (i % 9 == 4 ? centre(i / 9 / channels, i / 9 % channels) : 0);
            var tensor = g.Weights(prefix + name + ".weight", [Width, channels, 3, 3], values);
            return g.Named(prefix + name, "Conv", [input, tensor], ("pads", new long[] { 1, 1, 1, 1 }));
        }

        string Relu(string input) => g.Node("Relu", [input]);
    }

    /// <summary>A network of operators that nobody knows.</summary>
    public static GraphBuilder Unknown()
    {
        var g = new GraphBuilder([1, 3, 8, 8]);
        var x = g.Named("/up", "ConvTranspose", ["x"]);
        x = g.Named("/up_1", "ConvTranspose", [x]);
        x = g.Named("/act", "Det", [x]);
        return g.Output(g.Named("/mix", "GridSample", [x]));
    }

    /// <summary>A network two of whose nodes wait for each other.</summary>
    public static GraphBuilder Cyclic()
    {
        var g = Colours();
        g.Graph.Node.Add(new Onnx.Wire.NodeProto { Name = "/loop/a", OpType = "Relu", Input = { "b" }, Output = { "a" } });
        g.Graph.Node.Add(new Onnx.Wire.NodeProto { Name = "/loop/b", OpType = "Relu", Input = { "a" }, Output = { "b" } });
        return g;
    }

    /// <summary>A network with a weight that is not a number.</summary>
    public static GraphBuilder NotANumber()
    {
        var g = Colours();
        g.Weights("bad.weight", [2], [1, float.NaN]);
        return g;
    }
}
