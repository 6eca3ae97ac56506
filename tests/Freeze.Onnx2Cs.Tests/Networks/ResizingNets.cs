namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Networks that resize: preprocessing in the graph, and branches of several resolutions.</summary>
internal static class ResizingNets
{
    /// <summary>Bytes come in and are cast, resized and normalised by the graph.</summary>
    public static Net Preprocessed(int size)
    {
        var net = new Net(size);
        net.Graph.Graph.Input[0].Type.TensorType.ElemType = 2;
        var x = net.Same("Cast", "x", ("to", 1));
        x = net.Node("Resize", [x, "", net.Graph.Weights("scales", [4], [1, 1, 0.75f, 0.75f])], 3, ("mode", "linear"));
        x = net.Node("Div", [x, net.Scalar(255)], 3);
        x = net.Node("Sub", [x, net.Graph.Weights("mean", [3, 1, 1], [0.45f, 0.5f, 0.55f])], 3);
        x = net.Node("Div", [x, net.Graph.Weights("deviation", [3, 1, 1], [0.2f, 0.25f, 0.3f])], 3);
        x = net.Same("Relu", net.Conv(x, 16, 3, 2, bias: true));
        for (var i = 0; i < 2; i++)
        {
            net.Scope = $"block{i}";
            var y = net.Same("Relu", net.Conv(x, 16, 3, bias: true));
            x = net.Same("Relu", net.Add(net.Conv(y, 16, 3, bias: true), x));
        }

        return net.Classify(x);
    }

    /// <summary>Two resolutions that exchange what they found, as in HRNet.</summary>
    public static Net HighResolution(int size)
    {
        var net = new Net(size);
        var fine = Unit(net, "x", 16, 2);
        var coarse = Unit(net, fine, 24, 2);
        for (var i = 0; i < 2; i++)
        {
            net.Scope = $"fuse{i}";
            var up = net.Node("Resize", [net.Norm(net.Conv(coarse, 16)), "", net.Graph.Weights($"up{i}", [4], [1, 1, 2, 2])], 16,
                ("mode", i == 0 ? "nearest" : "linear"), ("coordinate_transformation_mode", i == 0 ? "asymmetric" : "align_corners"), ("nearest_mode", "floor"));
            var down = net.Norm(net.Conv(fine, 24, 3, 2));
            (fine, coarse) = (net.Same("Relu", net.Add(fine, up)), net.Same("Relu", net.Add(coarse, down)));
            (fine, coarse) = (Unit(net, fine, 16, 1), Unit(net, coarse, 24, 1));
        }

        net.Scope = "head";
        return net.Classify(net.Concat(coarse, Unit(net, fine, 16, 2)));
    }

    private static string Unit(Net net, string x, int channels, int stride) => net.Same("Relu", net.Norm(net.Conv(x, channels, 3, stride)));
}
