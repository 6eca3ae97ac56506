using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>
/// Builds networks layer by layer, as exporters write them, with seeded weights of such a size that activations neither vanish nor explode.
/// Weights are named after the scope, as their authors would have.
/// </summary>
internal sealed class Net
{
    private readonly Random _random = new(11);
    private readonly Dictionary<string, int> _channels = [];
    private readonly Dictionary<string, int> _names = [];

    public Net(int size, int opset = 13)
        : this(new GraphBuilder([1, 3, size, size], opset, symbolicBatch: true))
    {
    }

    public Net(GraphBuilder graph)
    {
        Graph = graph;
        _channels["x"] = 3;
    }

    public GraphBuilder Graph { get; }

    /// <summary>Prefix of the names of the weights to come.</summary>
    public string Scope { get; set; } = "";

    public int Channels(string x) => _channels[x];

    /// <summary>Notes the channels of a value that a node makes besides its first.</summary>
    public string Known(string x, int channels)
    {
        _channels[x] = channels;
        return x;
    }

    /// <summary>Height and width of a value, which the reference evaluator's shapes tell.</summary>
    public int Side(string x)
    {
        var builder = new GraphBuilder(Graph.InputShape);
        builder.Graph.MergeFrom(Graph.Graph);
        builder.Graph.Input.RemoveAt(0);
        var graph = builder.Output(x).ToGraph();
        return ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { [graph.Inputs[0].Name] = builder.RandomInput() })[x].Shape[2];
    }

    public string Node(string op, string[] inputs, int channels, params (string, object)[] attributes)
    {
        var y = Graph.Node(op, inputs, attributes);
        _channels[y] = channels;
        return y;
    }

    /// <summary>An operator on one activation that keeps its channels.</summary>
    public string Same(string op, string x, params (string, object)[] attributes) => Node(op, [x], Channels(x), attributes);

    public string Conv(string x, int channels, int kernel = 1, int stride = 1, int groups = 1, int? pad = null, bool bias = false)
    {
        var name = Name("conv");
        var perGroup = Channels(x) / groups;
        var weight = Normal(name + ".weight", Math.Sqrt(2.0 / (perGroup * kernel * kernel)), 0, channels, perGroup, kernel, kernel);
        string[] inputs = bias ? [x, weight, Normal(name + ".bias", 0.1, 0, channels)] : [x, weight];
        long around = pad ?? kernel / 2;
        return Node("Conv", inputs, channels, ("strides", new long[] { stride, stride }), ("group", groups),
            ("pads", new[] { around, around, around, around }));
    }

    public string Norm(string x)
    {
        var (name, c) = (Name("bn"), Channels(x));
        return Node("BatchNormalization", [x, Normal(name + ".weight", 0.2, 1, c), Normal(name + ".bias", 0.2, 0, c), Normal(name
            + ".mean", 0.2, 0, c),
            Normal(name + ".var", 0.05, 1, c)], c);
    }

    public string Add(string a, string b) => Node("Add", [a, b], Channels(a));

    public string Mul(string a, string b) => Node("Mul", [a, b], Channels(a));

    public string Concat(params string[] parts) => Node("Concat", parts, parts.Sum(Channels), ("axis", 1));

    public string Pool(string op, string x, int kernel, int stride, int pad = 0, params (string, object)[] more) => Same(op, x,
        [("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }),
            ("pads", new long[] { pad, pad, pad, pad }), .. more]);

    /// <summary>Sigmoid and product, as PyTorch exports SiLU.</summary>
    public string Silu(string x) => Mul(x, Same("Sigmoid", x));

    public string Relu6(string x) => Node("Clip", [x, Scalar(0), Scalar(6)], Channels(x));

    /// <summary>relu6(x + 3) / 6, as exporters before operator set 14 write it.</summary>
    public string HardSigmoid(string x) =>
        Node("Div", [Relu6(Node("Add", [x, Scalar(3)], Channels(x))), Scalar(6)], Channels(x));

    public string HardSwish(string x) => Mul(x, HardSigmoid(x));

    /// <summary>Squeeze and excitation.</summary>
    public string Gate(string x, int squeezed, Func<string, string> activation, Func<string, string> gate)
    {
        var narrow = activation(Conv(Same("GlobalAveragePool", x), squeezed, bias: true));
        return Mul(x, gate(Conv(narrow, Channels(x), bias: true)));
    }

    public string Dense(string x, int inputs, int outputs)
    {
        var name = Name("fc");
        return Node("Gemm", [x, Normal(name + ".weight", Math.Sqrt(1.0 / inputs), 0, outputs, inputs), Normal(name
            + ".bias", 0.1, 0, outputs)], outputs, ("transB", 1));
    }

    /// <summary>Global average pool and a dense layer to the classes.</summary>
    public Net Classify(string x, int classes = 10)
    {
        Scope = "";
        Graph.Output(Dense(Same("Flatten", Same("GlobalAveragePool", x)), Channels(x), classes));
        return this;
    }

    public string Scalar(float value) => Graph.Weights($"scalar{_names.Count}_{Name("scalar")}", [], [value]);

    public string Normal(string name, double deviation, double mean, params int[] shape) => Graph.Weights(
        name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)(mean + (deviation * Gaussian())))]);

    private string Name(string kind)
    {
        var path = Scope.Length > 0 ? $"{Scope}.{kind}" : kind;
        _names[path] = _names.GetValueOrDefault(path) + 1;
        return $"{path}{_names[path]}";
    }

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
