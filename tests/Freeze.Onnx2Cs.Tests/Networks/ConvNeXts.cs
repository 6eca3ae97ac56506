namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>ConvNeXt: wide filters on single channels, layer normalisation and dense layers with the channels last.</summary>
internal static class ConvNeXts
{
    /// <summary>Normalisation and GELU written out, as PyTorch exports them before operator set 17.</summary>
    public static Net Spelt(int size) => Build(size, 13, Norm);

    /// <summary>The same with LayerNormalization.</summary>
    public static Net Operators(int size) => Build(size, 17, (net, x, c) =>
        net.Node("LayerNormalization", [x, net.Normal($"{net.Scope}.norm.weight", 0.2, 1, c), net.Normal($"{net.Scope}.norm.bias", 0.2, 0, c)], c,
            ("axis", -1), ("epsilon", 1e-6f)));

    private static Net Build(int size, int opset, Func<Net, string, int, string> norm)
    {
        var net = new Net(size, opset);
        net.Scope = "stem";
        var x = First(net, norm(net, Last(net, net.Conv("x", 24, 4, 4, pad: 0, bias: true)), 24));
        for (var i = 0; i < 2; i++)
        {
            net.Scope = $"stages.0.{i}";
            var y = norm(net, Last(net, net.Conv(x, 24, 7, groups: 24, bias: true)), 24);
            y = Gelu(net, Linear(net, "pwconv1", y, 24, 96));
            y = net.Node("Mul", [net.Normal($"{net.Scope}.gamma", 0.2, 0.5, 24), Linear(net, "pwconv2", y, 96, 24)], 24);
            x = net.Add(x, First(net, y));
        }
        return net.Classify(x);
    }

    private static string Last(Net net, string x) => net.Same("Transpose", x, ("perm", new long[] { 0, 2, 3, 1 }));

    private static string First(Net net, string x) => net.Same("Transpose", x, ("perm", new long[] { 0, 3, 1, 2 }));

    private static string Linear(Net net, string name, string x, int inputs, int outputs)
    {
        var weight = net.Normal($"{net.Scope}.{name}.weight", Math.Sqrt(1.0 / inputs), 0, inputs, outputs);
        return net.Node("Add", [net.Normal($"{net.Scope}.{name}.bias", 0.1, 0, outputs), net.Node("MatMul", [x, weight], outputs)], outputs);
    }

    private static string Gelu(Net net, string x)
    {
        var c = net.Channels(x);
        var erf = net.Same("Erf", net.Node("Div", [x, net.Scalar(1.4142135f)], c));
        return net.Node("Mul", [net.Mul(x, net.Node("Add", [erf, net.Scalar(1)], c)), net.Scalar(0.5f)], c);
    }

    private static string Norm(Net net, string x, int c)
    {
        var difference = net.Node("Sub", [x, net.Same("ReduceMean", x, ("axes", new long[] { -1 }))], c);
        var variance = net.Same("ReduceMean", net.Node("Pow", [difference, net.Scalar(2)], c), ("axes", new long[] { -1 }));
        var normal = net.Node("Div", [difference, net.Same("Sqrt", net.Node("Add", [variance, net.Scalar(1e-6f)], c))], c);
        var scaled = net.Node("Mul", [normal, net.Normal($"{net.Scope}.norm.weight", 0.2, 1, c)], c);
        return net.Node("Add", [scaled, net.Normal($"{net.Scope}.norm.bias", 0.2, 0, c)], c);
    }
}
