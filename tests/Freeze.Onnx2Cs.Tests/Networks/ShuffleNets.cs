namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>ShuffleNet v2: half of the channels pass a unit by, and the channels of both halves are shuffled.</summary>
internal static class ShuffleNets
{
    public static Net V2(int size)
    {
        var net = new Net(size);
        var x = net.Pool("MaxPool", Unit(net, "x", 16, 3, 2), 3, 2, 1);
        foreach (var (channels, stage) in new[] { (24, 2), (40, 3) })
        {
            net.Scope = $"stage{stage}.0";
            x = Shuffle(net, net.Concat(Branch(net, x, channels / 2, 2), Unit(net, Depthwise(net, x, 2), channels / 2, 1)));
            net.Scope = $"stage{stage}.1";
            var left = net.Node("Split", [x], channels / 2, ("axis", 1));
            var right = left + ".right";
            net.Graph.Graph.Node[^1].Output.Add(right);
            x = Shuffle(net, net.Concat(left, Branch(net, net.Known(right, channels / 2), channels / 2, 1)));
        }

        net.Scope = "head";
        return net.Classify(Unit(net, x, 48, 1));
    }

    private static string Branch(Net net, string x, int channels, int stride) =>
        Unit(net, Depthwise(net, Unit(net, x, channels, 1), stride), channels, 1);

    private static string Depthwise(Net net, string x, int stride) => net.Norm(net.Conv(x, net.Channels(x), 3, stride, groups: net.Channels(x)));

    private static string Unit(Net net, string x, int channels, int kernel, int stride = 1) =>
        net.Same("Relu", net.Norm(net.Conv(x, channels, kernel, stride)));

    // As PyTorch exports it: the shape is known but for the batch.
    private static string Shuffle(Net net, string x)
    {
        var (channels, side) = (net.Channels(x), net.Side(x));
        var parts = net.Node("Reshape", [x, net.Graph.Integers(-1, 2, channels / 2, side, side)], channels);
        parts = net.Same("Transpose", parts, ("perm", new long[] { 0, 2, 1, 3, 4 }));
        return net.Node("Reshape", [parts, net.Graph.Integers(-1, channels, side, side)], channels);
    }
}
