namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Residual networks and their relatives, two stages of two blocks each.</summary>
internal static class ResNets
{
    public static Net Basic(int size) => Build(size, (net, x, width, stride) => net.Norm(net.Conv(Unit(net, x, width, 3, stride), width, 3)));

    public static Net Bottleneck(int size) => Build(size, (net, x, width, stride) =>
        net.Norm(net.Conv(Unit(net, Unit(net, x, width / 4, 1), width / 4, 3, stride), width)));

    public static Net Next(int size) => Build(size, (net, x, width, stride) =>
        net.Norm(net.Conv(Unit(net, Unit(net, x, width, 1), width, 3, stride, groups: 8), width)));

    public static Net SqueezeExcitation(int size) => Build(size, (net, x, width, stride) =>
    {
        var y = net.Norm(net.Conv(Unit(net, x, width, 3, stride), width, 3));
        return net.Gate(y, width / 4, v => net.Same("Relu", v), v => net.Same("Sigmoid", v));
    });

    /// <summary>The stride in the 3x3 convolution of a bottleneck, and three convolutions in the stem.</summary>
    public static Net B(int size) => Build(size, (net, x, width, stride) =>
        net.Norm(net.Conv(Unit(net, Unit(net, x, width / 4, 1), width / 4, 3, stride), width)), deep: true, averaged: false);

    /// <summary>Three convolutions in the stem, and average pools before the projections.</summary>
    public static Net D(int size) => Build(size, (net, x, width, stride) => net.Norm(net.Conv(Unit(net, Unit(net, x, width / 4, 1), width / 4, 3, stride), width)),
        deep: true);

    /// <summary>Instance normalisation in the first unit of each block.</summary>
    public static Net Instance(int size) => Build(size, (net, x, width, stride) =>
    {
        var y = net.Conv(x, width, 3, stride);
        var (scale, shift) = (net.Normal($"{net.Scope}.in.weight", 0.2, 1, width), net.Normal($"{net.Scope}.in.bias", 0.2, 0, width));
        y = net.Same("Relu", net.Node("InstanceNormalization", [y, scale, shift], width));
        return net.Norm(net.Conv(y, width, 3));
    });

    /// <summary>Normalisation and activation before the convolutions, and dropout between them as in wide networks.</summary>
    public static Net PreActivation(int size, int width, bool dropout)
    {
        var net = new Net(size);
        var x = net.Conv("x", 16, 3);
        for (var stage = 0; stage < 2; stage++)
        {
            for (var block = 0; block < 2; block++)
            {
                net.Scope = $"layer{stage + 1}.{block}";
                var channels = width << stage;
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var first = net.Same("Relu", net.Norm(x));
                var y = net.Same("Relu", net.Norm(net.Conv(first, channels, 3, stride)));
                if (dropout) y = net.Same("Dropout", y);
                var shortcut = net.Channels(x) == channels ? x : net.Conv(first, channels, 1, stride);
                x = net.Add(net.Conv(y, channels, 3), shortcut);
            }
        }
        net.Scope = "head";
        return net.Classify(net.Same("Relu", net.Norm(x)));
    }

    /// <summary>ResNet-50 in full: 25.6 million weights.</summary>
    public static Net Fifty()
    {
        var net = new Net(224);
        var x = net.Pool("MaxPool", Unit(net, "x", 64, 7, 2), 3, 2, 1);
        foreach (var (stage, blocks) in new[] { (1, 3), (2, 4), (3, 6), (4, 3) })
        {
            for (var block = 0; block < blocks; block++)
            {
                net.Scope = $"layer{stage}.{block}";
                var (narrow, stride) = (32 << stage, stage > 1 && block == 0 ? 2 : 1);
                var y = net.Norm(net.Conv(Unit(net, Unit(net, x, narrow, 1), narrow, 3, stride), 4 * narrow));
                x = net.Same("Relu", net.Add(y, Shortcut(net, x, 4 * narrow, stride, averaged: false)));
            }
        }

        return net.Classify(x, 1000);
    }

    private static Net Build(int size, Func<Net, string, int, int, string> branch, bool deep = false, bool averaged = true)
    {
        var net = new Net(size);
        var x = deep ? Unit(net, Unit(net, Unit(net, "x", 8, 3, 2), 8, 3), 16, 3) : Unit(net, "x", 16, 7, 2);
        x = net.Pool("MaxPool", x, 3, 2, 1);
        for (var stage = 0; stage < 2; stage++)
        {
            for (var block = 0; block < 2; block++)
            {
                net.Scope = $"layer{stage + 1}.{block}";
                var width = 32 << stage;
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var y = branch(net, x, width, stride);
                x = net.Same("Relu", net.Add(y, Shortcut(net, x, width, stride, deep && averaged)));
            }
        }
        return net.Classify(x);
    }

    private static string Shortcut(Net net, string x, int width, int stride, bool averaged)
    {
        if (net.Channels(x) == width && stride == 1) return x;
        if (!averaged || stride == 1) return net.Norm(net.Conv(x, width, 1, stride));
        return net.Norm(net.Conv(net.Pool("AveragePool", x, 2, 2, 0, ("ceil_mode", 1)), width));
    }

    private static string Unit(Net net, string x, int channels, int kernel, int stride = 1, int groups = 1) =>
        net.Same("Relu", net.Norm(net.Conv(x, channels, kernel, stride, groups)));
}
