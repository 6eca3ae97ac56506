namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>What tf2onnx makes of Keras: channels last outside, transposed round each convolution, padding SAME, preprocessing inside.</summary>
internal static class KerasNets
{
    public static Net Floats(int size) => Build(size, bytes: false, flatten: false);

    /// <summary>Bytes come in, and the image is flattened before the dense layer.</summary>
    public static Net Bytes(int size) => Build(size, bytes: true, flatten: true);

    private static Net Build(int size, bool bytes, bool flatten)
    {
        var graph = new GraphBuilder([1, size, size, 3], symbolicBatch: true);
        if (bytes) graph.Graph.Input[0].Type.TensorType.ElemType = 2;
        var net = new Net(graph);
        var x = bytes ? net.Same("Cast", "x", ("to", 1)) : "x";
        x = net.Node("Sub", [net.Node("Div", [x, net.Scalar(bytes ? 127.5f : 0.5f)], 3), net.Graph.Weights("mean", [3], [0.9f, 1, 1.1f])], 3);
        x = Conv(net, x, 16, 2, net.Relu6);
        x = Conv(net, x, 24, 2, y => net.Same("LeakyRelu", y, ("alpha", 0.1f)));
        if (!flatten) return Finish(net, net.Same("ReduceMean", x, ("axes", new long[] { 1, 2 }), ("keepdims", 0)), 24);
        return Finish(net, net.Node("Reshape", [x, graph.Integers(-1, size / 4 * (size / 4) * 24)], 24), size / 4 * (size / 4) * 24);
    }

    private static string Conv(Net net, string x, int channels, int stride, Func<string, string> activation)
    {
        var name = $"conv{channels}";
        var first = net.Same("Transpose", x, ("perm", new long[] { 0, 3, 1, 2 }));
        var weight = net.Normal(name + "/kernel", Math.Sqrt(2.0 / (9 * net.Channels(x))), 0, channels, net.Channels(x), 3, 3);
        var y = net.Node("Conv", [first, weight], channels, ("auto_pad", "SAME_UPPER"), ("strides", new long[] { stride, stride }));
        y = net.Same("Transpose", y, ("perm", new long[] { 0, 2, 3, 1 }));
        return activation(net.Node("Add", [y, net.Normal(name + "/bias", 0.1, 0, channels)], channels));
    }

    private static Net Finish(Net net, string x, int inputs)
    {
        var product = net.Node("MatMul", [x, net.Normal("dense/kernel", Math.Sqrt(1.0 / inputs), 0, inputs, 10)], 10);
        net.Graph.Output(net.Node("Add", [product, net.Normal("dense/bias", 0.1, 0, 10)], 10));
        return net;
    }
}
