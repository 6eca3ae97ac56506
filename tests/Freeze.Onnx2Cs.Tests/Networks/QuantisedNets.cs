using System.Runtime.InteropServices;
using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>A residual network, quantised to eight bits: QuantizeLinear and DequantizeLinear round the activations about every layer.</summary>
internal sealed class QuantisedNets
{
    /// <summary>The step of the output, within which networks agree that round a value half-way between two steps differently.</summary>
    public const float OutputStep = 0.0313f;

    private const int ZeroPoint = 121;

    private readonly Net _net;
    private readonly bool _stored;
    private readonly Dictionary<string, float> _scales = [];

    private QuantisedNets(int size, bool stored) => (_net, _stored) = (new Net(size), stored);

    /// <summary>
    /// As ONNX Runtime's static quantisation writes it: bytes with a zero point, weights stored in eight bits with a scale for each channel, biases
    /// in 32, every result rounded, and a block's end after its ReLU.
    /// </summary>
    public static Net Stored(int size) => new QuantisedNets(size, stored: true).Build();

    /// <summary>
    /// As PyTorch exports networks that were trained to be quantised: weights in floats that the graph rounds, biases in floats, signed activations
    /// without a zero point, shortcuts in floats, and a block's end rounded before its ReLU.
    /// </summary>
    public static Net Rounded(int size) => new QuantisedNets(size, stored: false).Build();

    private Net Build()
    {
        var x = _net.Pool("MaxPool", Round(Relu(Conv(Round("x", 0.0171f), 16, 7, 2)), 0.0233f), 3, 2, 1);
        x = Round(x, 0.0233f);
        for (var stage = 0; stage < 2; stage++)
        {
            for (var block = 0; block < 2; block++)
            {
                _net.Scope = $"layer{stage + 1}.{block}";
                x = Block(x, 32 << stage, stage > 0 && block == 0 ? 2 : 1);
            }
        }

        _net.Scope = "";
        x = Round(_net.Same("Flatten", Round(_net.Same("GlobalAveragePool", x), 0.0119f)), 0.0119f);
        var y = _net.Node("Gemm", [x, Weight("fc.weight", 10, _net.Channels(x)), Bias("fc", x, 10)], 10, ("transB", 1));
        _net.Graph.Output(Round(y, OutputStep));
        return _net;
    }

    private string Block(string x, int width, int stride)
    {
        var y = Round(Relu(Conv(x, width, 3, stride)), 0.0211f);
        y = Round(Conv(y, width, 3), 0.0291f);
        var shortcut = x;
        if (_net.Channels(x) != width || stride != 1)
        {
            shortcut = Conv(x, width, 1, stride);
            if (_stored) shortcut = Round(shortcut, 0.0273f);
        }

        var sum = _net.Add(y, shortcut);
        return _stored ? Round(Relu(sum), 0.0367f) : Relu(Round(sum, 0.0389f));
    }

    private string Relu(string x) => _net.Same("Relu", x);

    private string Conv(string x, int channels, int kernel, int stride = 1)
    {
        var name = _net.Scope + (_net.Scope.Length > 0 ? "." : "") + $"conv{_net.Graph.Graph.Node.Count}";
        long around = kernel / 2;
        var weight = Weight(name + ".weight", channels, _net.Channels(x), kernel, kernel);
        return _net.Node("Conv", [x, weight, Bias(name, x, channels)], channels, ("strides", new long[] { stride, stride }),
            ("pads", new[] { around, around, around, around }));
    }

    private string Round(string x, float scale)
    {
        var step = _net.Scalar(scale);
        var zero = _stored ? _net.Graph.Bytes(step + ".zero", [], [(byte)ZeroPoint]) : _net.Graph.SignedBytes(step + ".zero", [], [0]);
        var y = Pair(x, step, zero);
        _scales[y] = scale;
        return y;
    }

    private string Pair(string x, params string[] parameters) =>
        _net.Node("DequantizeLinear", [_net.Graph.Node("QuantizeLinear", [x, .. parameters]), .. parameters], _net.Channels(x));

    // The weights of one channel use the whole range of eight bits.
    private string Weight(string name, params int[] shape)
    {
        var size = shape[1..].Aggregate(1, (a, b) => a * b);
        _net.Normal(name, Math.Sqrt(1.4 / size), 0, shape);
        var tensor = _net.Graph.Graph.Initializer[^1];
        var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        float[] scales = [.. values.Chunk(size).Select(channel => channel.Max(MathF.Abs) / 127)];
        var scale = _net.Graph.Weights(name + "_scale", [shape[0]], scales);
        var zero = _net.Graph.SignedBytes(name + "_zero_point", [shape[0]], new sbyte[shape[0]]);
        if (!_stored) return Rows("DequantizeLinear", Rows("QuantizeLinear", name, scale, zero), scale, zero);
        _net.Graph.Graph.Initializer.Remove(tensor);
        sbyte[] rounded = [.. values.Select((w, i) => (sbyte)MathF.Round(w / scales[i / size]))];
        return Rows("DequantizeLinear", _net.Graph.SignedBytes(name + "_quantized", shape, rounded), scale, zero);
    }

    private string Rows(string op, params string[] inputs) => _net.Graph.Node(op, inputs, ("axis", 0));

    // Steps of a bias are those of the products: the input's times the weights'.
    private string Bias(string name, string x, int channels)
    {
        if (!_stored) return _net.Normal(name + ".bias", 0.1, 0, channels);
        var weights = _net.Graph.Graph.Initializer.Single(tensor => tensor.Name == name + ".weight_scale").RawData.Span;
        float[] scales = [.. MemoryMarshal.Cast<byte, float>(weights).ToArray().Select(scale => scale * Step(x))];
        var tensor = new TensorProto { Name = name + ".bias_quantized", DataType = 6, Dims = { channels } };
        tensor.Int32Data.AddRange(scales.Select((scale, i) => (int)(0.1 * Math.Sin(i) / scale)));
        _net.Graph.Graph.Initializer.Add(tensor);
        return Rows("DequantizeLinear", tensor.Name, _net.Graph.Weights(name + ".bias_scale", [channels], scales));
    }

    // A pool keeps the step of what it reads.
    private float Step(string x) => _scales.TryGetValue(x, out var step) ? step
        : Step(_net.Graph.Graph.Node.Single(node => node.Output[0] == x).Input[0]);
}
