namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Networks without residual blocks.</summary>
internal static class PlainNets
{
    public static Net Vgg(int size)
    {
        var net = new Net(size);
        var x = "x";
        foreach (var width in new[] { 16, 24, 32 })
        {
            for (var i = 0; i < 2; i++) x = net.Same("Relu", net.Conv(x, width, 3, bias: true));
            x = net.Pool("MaxPool", x, 2, 2);
        }
        x = net.Same("Relu", net.Dense(net.Same("Flatten", x), 32 * (size / 8) * (size / 8), 64));
        x = net.Same("Dropout", net.Same("Relu", net.Dense(net.Same("Dropout", x), 64, 64)));
        net.Graph.Output(net.Node("Softmax", [net.Dense(x, 64, 10)], 10));
        return net;
    }

    public static Net Squeeze(int size)
    {
        var net = new Net(size);
        var x = net.Pool("MaxPool", net.Same("Relu", net.Conv("x", 24, 3, 2, pad: 0, bias: true)), 3, 2, 0, ("ceil_mode", 1));
        for (var i = 0; i < 3; i++)
        {
            net.Scope = $"fire{i}";
            var narrow = net.Same("Relu", net.Conv(x, 8, bias: true));
            x = net.Concat(net.Same("Relu", net.Conv(narrow, 20, bias: true)), net.Same("Relu", net.Conv(narrow, 20, 3, bias: true)));
            if (i == 1) x = net.Pool("MaxPool", x, 3, 2, 0, ("ceil_mode", 1));
        }
        x = net.Same("Relu", net.Conv(net.Same("Dropout", x), 10, bias: true));
        net.Graph.Output(net.Same("Flatten", net.Same("GlobalAveragePool", x)));
        return net;
    }

    public static Net Dense(int size)
    {
        var net = new Net(size);
        var x = net.Pool("MaxPool", net.Same("Relu", net.Norm(net.Conv("x", 16, 7, 2))), 3, 2, 1);
        for (var block = 0; block < 2; block++)
        {
            for (var layer = 0; layer < 3; layer++)
            {
                net.Scope = $"denseblock{block + 1}.denselayer{layer + 1}";
                var y = net.Conv(net.Same("Relu", net.Norm(x)), 32);
                x = net.Concat(x, net.Conv(net.Same("Relu", net.Norm(y)), 8, 3));
            }
            if (block == 0) x = net.Pool("AveragePool", net.Conv(net.Same("Relu", net.Norm(x)), 20), 2, 2);
        }
        net.Scope = "head";
        return net.Classify(net.Same("Relu", net.Norm(x)));
    }

    /// <summary>Inception modules with local response normalisation, as in GoogLeNet.</summary>
    public static Net Inception(int size)
    {
        var net = new Net(size);
        var x = net.Same("LRN", net.Pool("MaxPool", net.Same("Relu", net.Conv("x", 24, 5, 2, bias: true)), 3, 2, 1), ("size", 5), ("alpha", 0.1f));
        for (var i = 0; i < 2; i++)
        {
            net.Scope = $"inception{i}";
            var a = net.Same("Relu", net.Conv(x, 9, bias: true));
            var b = net.Same("Relu", net.Conv(net.Same("Relu", net.Conv(x, 12, bias: true)), 16, 3, bias: true));
            var c = net.Same("Relu", net.Conv(net.Same("Relu", net.Conv(x, 4, bias: true)), 7, 5, bias: true));
            var d = net.Same("Relu", net.Conv(net.Pool("MaxPool", x, 3, 1, 1), 5, bias: true));
            x = net.Concat(a, b, c, d);
        }
        return net.Classify(x);
    }
}
