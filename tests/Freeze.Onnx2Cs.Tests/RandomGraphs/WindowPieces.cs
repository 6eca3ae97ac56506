namespace Freeze.Onnx2Cs.Tests.RandomGraphs;

/// <summary>Convolutions and pools, of images and of rows.</summary>
internal static class WindowPieces
{
    public static readonly Func<RandomGraph, string>[] All = [Conv, Conv, Pool, Pool, GlobalPool, PaddedPool, FusedConv, Residual, Dense,
        ChannelsLast, ChannelsLast];

    private static string Windowed(RandomGraph g) => g.Some(name => g.Rank(name) is 3 or 4 && g.Shape(name)[0] == g.Batch);

    // Kernel, strides, dilations and pads of windows that fit.
    private static (long[] Kernel, (string, object)[] Attributes) Window(RandomGraph g, int[] shape, bool dilated)
    {
        int[] lengths = shape[2..];
        var (kernel, strides, dilations) = (new long[lengths.Length], new long[lengths.Length], new long[lengths.Length]);
        var pads = new long[2 * lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            kernel[i] = g.Chance(0.15) ? lengths[i] : g.Next(1, Math.Min(3, lengths[i]) + 1);
            strides[i] = g.Next(1, 4);
            dilations[i] = dilated && g.Chance(0.3) ? 2 : 1;
            var extent = ((kernel[i] - 1) * dilations[i]) + 1;
            (pads[i], pads[i + lengths.Length]) = (g.Next(0, (int)Math.Min(2, kernel[i] - 1) + 1),
                g.Next(0, (int)Math.Min(2, kernel[i] - 1) + 1));
            if (extent > lengths[i] + pads[i] + pads[i + lengths.Length]) throw new UnfitException("window");
        }

        (string, object)[] attributes = [("strides", strides), .. dilations.Any(d => d > 1) ? [("dilations", dilations)]
            : Array.Empty<(string, object)>()];
        return (kernel, g.Next(0, 5) switch
        {
            0 => attributes,
            1 when dilations.All(d => d == 1) => [.. attributes, ("auto_pad", g.Pick("SAME_UPPER", "SAME_LOWER", "VALID"))],
            _ => [.. attributes, ("pads", pads)],
        });
    }

    private static (string[] Inputs, (string, object)[] Attributes) Convolution(RandomGraph g)
    {
        var x = Windowed(g);
        var shape = g.Shape(x);
        var groups = g.Chance(0.3) ? g.Pick([.. Enumerable.Range(1, shape[1]).Where(i => shape[1] % i == 0)]) : 1;
        var outputs = groups * g.Next(1, 4);
        var (kernel, attributes) = Window(g, shape, dilated: true);
        var weights = g.Floats([outputs, shape[1] / groups, .. kernel.Select(length => (int)length)]);
        return (g.Chance(0.7) ? [x, weights, g.Floats([outputs])] : [x, weights], [.. attributes, ("group", groups)]);
    }

    private static string Conv(RandomGraph g)
    {
        var (inputs, attributes) = Convolution(g);
        return g.Node("Conv", inputs, attributes);
    }

    // A residual block, and one of a DenseNet.
    private static string Residual(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch);
        var channels = g.Shape(x)[1];
        var y = g.Node("Conv", [x, g.Floats([channels, channels, 3, 3], -0.5, 0.5), g.Floats([channels])],
            ("pads", new long[] { 1, 1, 1, 1 }));
        return g.Node("Relu", [g.Node("Add", g.Chance(0.5) ? [x, y] : [y, x])]);
    }

    private static string Dense(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch);
        var y = g.Node("Conv", [x, g.Floats([2, g.Shape(x)[1], 1, 1])]);
        return MovingPieces.Join(g, 1, g.Chance(0.5) ? [x, y] : [y, x]);
    }

    // As converters from TensorFlow write it: the channels are brought forward for the window alone.
    private static string ChannelsLast(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch);
        var first = g.Node("Transpose", [x], ("perm", new long[] { 0, 3, 1, 2 }));
        var shape = g.Shape(first);
        var (kernel, attributes) = Window(g, shape, dilated: false);
        var y = g.Next(0, 3) switch
        {
            0 => g.Node("MaxPool", [first], [.. attributes, ("kernel_shape", kernel)]),
            1 => g.Node("Conv", [first, g.Floats([shape[1], 1, .. kernel.Select(length => (int)length)])],
                [.. attributes, ("group", shape[1])]),
            _ => g.Node("Conv", [first, g.Floats([g.Next(1, 5), shape[1], .. kernel.Select(length => (int)length)])], attributes),
        };
        var last = g.Node("Transpose", [y], ("perm", new long[] { 0, 2, 3, 1 }));
        return g.Chance(0.5) ? g.Node("Add", [last, g.Floats([g.Shape(last)[3]])]) : last;
    }

    private static string FusedConv(RandomGraph g)
    {
        var (inputs, attributes) = Convolution(g);
        if (inputs.Length < 3 || g.Rank(inputs[0]) != 4) throw new UnfitException("bias");
        return g.Node("com.microsoft.FusedConv", inputs, [.. attributes, .. g.Next(0, 4) switch
        {
            0 => new (string, object)[] { ("activation", "LeakyRelu"), ("activation_params", new[] { 0.2f }) },
            1 => [("activation", "Clip"), ("activation_params", new[] { -0.5f, 1f })],
            2 => [("activation", "HardSigmoid"), ("activation_params", new[] { 0.2f, 0.4f })],
            _ => [("activation", g.Pick("Relu", "Tanh", "Sigmoid"))],
        }]);
    }

    private static string Pool(RandomGraph g) => Pool(g, Windowed(g), g.Chance(0.5));

    private static string Pool(RandomGraph g, string x, bool maximum)
    {
        var (kernel, attributes) = Window(g, g.Shape(x), dilated: maximum ? g.Opset >= 10 : g.Opset >= 19);
        attributes = [.. attributes, ("kernel_shape", kernel)];
        if (g.Opset >= 10 && g.Chance(0.3)) attributes = [.. attributes, ("ceil_mode", 1)];
        if (!maximum && g.Chance(0.5)) attributes = [.. attributes, ("count_include_pad", 1)];
        return g.Node(maximum ? "MaxPool" : "AveragePool", [x], attributes);
    }

    private static string GlobalPool(RandomGraph g) => g.Node(g.Pick("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"),
        [g.Some(name => g.Rank(name) is 3 or 4)]);

    // What is padded with the least number, or a large one, is seen by a maximum pool alone.
    private static string PaddedPool(RandomGraph g)
    {
        var x = g.Some(name => g.Rank(name) == 4 && g.Shape(name)[0] == g.Batch);
        if (g.Chance(0.3)) x = g.Node("Relu", [x]);
        long[] pads = [0, 0, g.Next(0, 2), g.Next(0, 2), 0, 0, g.Next(0, 2), g.Next(0, 2)];
        var value = g.Pick(float.NegativeInfinity, float.MinValue, -10000f, 0f, 1f);
        var padded = g.Unchecked(() => g.Opset < 11 ? g.Node("Pad", [x], ("pads", pads), ("value", value))
            : g.Node("Pad", [x, g.Integers(pads), g.Number(value)]));
        return g.Node("MaxPool", [padded], ("kernel_shape", new long[] { 2, 2 + g.Next(0, 2) }),
            ("strides", new long[] { g.Next(1, 3), g.Next(1, 3) }));
    }
}
