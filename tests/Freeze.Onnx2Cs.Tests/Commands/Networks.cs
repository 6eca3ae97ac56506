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
        var random = new Random(seed);
        var g = new GraphBuilder([1, 3, WorkFolder.Side, WorkFolder.Side], symbolicBatch: true);
        var x = Relu(Conv("stem", "x", 3, (o, i) => o == i ? 1 : 0));
        for (var block = 1; block <= 2; block++)
        {
            var inner = Relu(Conv($"layer{block}.0.conv1", x, Width, (_, _) => 0));
            x = Relu(g.Node("Add", [Conv($"layer{block}.0.conv2", inner, Width, (_, _) => 0), x]));
        }

        var weights = new float[3 * Width];
        for (var c = 0; c < 3; c++) weights[c * Width + 2 - c] = 10;
        x = g.Node("Flatten", [g.Node("GlobalAveragePool", [x])]);
        return g.Output(g.Node("Gemm", [x, g.Weights("fc.weight", [3, Width], weights)], ("transB", 1)));

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
        x = g.Named("/act", "Celu", [x]);
        return g.Output(g.Named("/mix", "Einsum", [x]));
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
