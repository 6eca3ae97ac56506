namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>EfficientNet-B0 in full, but for the number of classes: sixteen blocks, 4 million weights.</summary>
internal static class EfficientNets
{
    // Of each stage: how much wider its blocks are inside, their channels, how many there are, stride of the first, kernel.
    private static readonly (int Wider, int Channels, int Blocks, int Stride, int Kernel)[] s_stages =
        [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)];

    public static Net B0(int size)
    {
        var net = new Net(size);
        var x = Unit(net, "x", 32, 3, 2);
        for (var stage = 0; stage < s_stages.Length; stage++)
        {
            var (wider, channels, blocks, stride, kernel) = s_stages[stage];
            for (var block = 0; block < blocks; block++)
            {
                net.Scope = $"blocks.{stage}.{block}";
                x = Block(net, x, wider * net.Channels(x), channels, block == 0 ? stride : 1, kernel);
            }
        }

        net.Scope = "head";
        return net.Classify(Unit(net, x, 1280, 1));
    }

    private static string Block(Net net, string x, int wide, int channels, int stride, int kernel)
    {
        var y = wide == net.Channels(x) ? x : Unit(net, x, wide, 1);
        y = Unit(net, y, wide, kernel, stride, groups: wide);
        y = net.Gate(y, net.Channels(x) / 4, net.Silu, v => net.Same("Sigmoid", v));
        y = net.Norm(net.Conv(y, channels));
        return stride == 1 && channels == net.Channels(x) ? net.Add(y, x) : y;
    }

    private static string Unit(Net net, string x, int channels, int kernel, int stride = 1, int groups = 1) =>
        net.Silu(net.Norm(net.Conv(x, channels, kernel, stride, groups)));
}
