namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>Networks of inverted residuals: expand, filter each channel, perhaps gate, project.</summary>
internal static class MobileNets
{
    public static Net V2(int size) => Build(size, (net, x) => net.Relu6(x), gate: null);

    /// <summary>Hard swish and hard sigmoid spelt out, as exporters before operator set 14 write them.</summary>
    public static Net V3(int size) => Build(size, (net, x) => net.HardSwish(x), (net, x) => net.Gate(x, 8, v => net.Same("Relu", v), net.HardSigmoid));

    /// <summary>The same with the operators of set 14.</summary>
    public static Net V3Operators(int size) => Build(size, (net, x) => net.Same("HardSwish", x),
        (net, x) => net.Gate(x, 8, v => net.Same("Relu", v), v => net.Same("HardSigmoid", v, ("alpha", 1 / 6f))),
        opset: 14);

    /// <summary>EfficientNet's blocks: SiLU, gates, kernels of 3 and 5.</summary>
    public static Net Efficient(int size) => Build(size, (net, x) => net.Silu(x), (net, x) => net.Gate(x, 4, net.Silu, v => net.Same("Sigmoid", v)));

    private static Net Build(int size, Func<Net, string, string> activation, Func<Net, string, string>? gate, int opset = 13)
    {
        var net = new Net(size, opset);
        var x = activation(net, net.Norm(net.Conv("x", 16, 3, 2)));
        (int Channels, int Kernel, int Stride)[] blocks = [(16, 3, 1), (24, 3, 2), (24, 5, 1), (40, 5, 2), (40, 3, 1)];
        for (var i = 0; i < blocks.Length; i++)
        {
            net.Scope = $"blocks.{i}";
            var (channels, kernel, stride) = blocks[i];
            var wide = net.Channels(x) * 2;
            var y = activation(net, net.Norm(net.Conv(x, wide, 1)));
            y = activation(net, net.Norm(net.Conv(y, wide, kernel, stride, groups: wide)));
            if (gate is not null) y = gate(net, y);
            y = net.Norm(net.Conv(y, channels, 1));
            x = stride == 1 && channels == net.Channels(x) ? net.Add(y, x) : y;
        }
        net.Scope = "head";
        return net.Classify(activation(net, net.Norm(net.Conv(x, 96, 1))));
    }
}
