using Freeze.Testing;

namespace Freeze.Bench.Networks;

/// <summary>
/// Writes a ResNet with seeded weights as ONNX, as a training framework exports it: BatchNormalization not folded, symbolic batch. Weights are
/// drawn as He et al. initialise them and the last normalisation of a block is small, so that activations keep their size through fifty layers.
/// </summary>
internal sealed class ResNetBuilder
{
    private const float LastScale = 0.25f;

    private readonly ResNetShape _shape;
    private readonly GraphBuilder _graph;
    private readonly Random _random;

    private ResNetBuilder(ResNetShape shape, int seed)
    {
        _shape = shape;
        _graph = new GraphBuilder([1, 3, shape.Size, shape.Size], symbolicBatch: true);
        _random = new Random(seed);
    }

    public static byte[] Build(ResNetShape shape, int seed = 1) => new ResNetBuilder(shape, seed).Run();

    private byte[] Run()
    {
        var x = Stem();
        var channels = ResNetShape.Width;
        for (var stage = 0; stage < _shape.Blocks.Length; stage++)
        for (var block = 0; block < _shape.Blocks[stage]; block++)
        {
            var (name, middle) = ($"layer{stage + 1}.{block}", ResNetShape.Width << stage);
            x = Block(name, x, channels, middle, stride: stage > 0 && block == 0 ? 2 : 1);
            channels = middle * _shape.Expansion;
        }

        var features = _graph.Node("Flatten", [_graph.Node("GlobalAveragePool", [x])]);
        var weight = Normal("fc.weight", Math.Sqrt(1.0 / channels), _shape.Classes, channels);
        _graph.Output(_graph.Node("Gemm", [features, weight, Normal("fc.bias", 0.01, _shape.Classes)], ("transB", 1)));
        return _graph.ToBytes();
    }

    private string Stem()
    {
        if (_shape.HasSmallStem) return Relu(Convolution("conv1", "x", 3, ResNetShape.Width, kernel: 3, stride: 1, scale: 1));
        var x = Relu(Convolution("conv1", "x", 3, ResNetShape.Width, kernel: 7, stride: 2, scale: 1));
        return _graph.Named("/maxpool/MaxPool", "MaxPool", [x], ("kernel_shape", Pair(3)), ("strides", Pair(2)), ("pads", Padding(3)));
    }

    private string Block(string name, string x, int inputs, int middle, int stride)
    {
        var outputs = middle * _shape.Expansion;
        var shortcut = stride == 1 && inputs == outputs ? x : Convolution($"{name}.downsample", x, inputs, outputs, 1, stride, 1);
        string result;
        if (_shape.IsBottleneck)
        {
            result = Relu(Convolution($"{name}.conv1", x, inputs, middle, 1, 1, 1));
            result = Relu(Convolution($"{name}.conv2", result, middle, middle, 3, stride, 1));
            result = Convolution($"{name}.conv3", result, middle, outputs, 1, 1, LastScale);
        }
        else
        {
            result = Relu(Convolution($"{name}.conv1", x, inputs, middle, 3, stride, 1));
            result = Convolution($"{name}.conv2", result, middle, outputs, 3, 1, LastScale);
        }

        return Relu(_graph.Named($"/{name}/Add", "Add", [result, shortcut]));
    }

    /// <summary>A convolution without bias and its normalisation.</summary>
    private string Convolution(string name, string x, int inputs, int outputs, int kernel, int stride, float scale)
    {
        var weight = Normal($"{name}.weight", Math.Sqrt(2.0 / (inputs * kernel * kernel)), outputs, inputs, kernel, kernel);
        var y = _graph.Named(
            $"/{name}/Conv", "Conv", [x, weight], ("kernel_shape", Pair(kernel)), ("strides", Pair(stride)), ("pads", Padding(kernel)));

        // Such weights double the second moment, which the Relu halves: a variance about 2 stands for what training would have measured.
        return _graph.Named(
            $"/{name}/BatchNormalization", "BatchNormalization",
            [
                y, Uniform($"{name}.gamma", 0.8f * scale, 1.2f * scale, outputs), Uniform($"{name}.beta", -0.2f, 0.2f, outputs),
                Uniform($"{name}.mean", -0.2f, 0.2f, outputs), Uniform($"{name}.var", 1.5f, 2.5f, outputs),
            ],
            ("epsilon", 1e-5f));
    }

    private string Relu(string x) => _graph.Node("Relu", [x]);

    private string Normal(string name, double deviation, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (a, b) => a * b)];
        foreach (ref var value in values.AsSpan()) value = (float)(deviation * Gaussian.Next(_random));
        return _graph.Weights(name, shape, values);
    }

    private string Uniform(string name, float from, float to, int length)
    {
        var values = new float[length];
        foreach (ref var value in values.AsSpan()) value = from + ((to - from) * _random.NextSingle());
        return _graph.Weights(name, [length], values);
    }

    private static long[] Pair(int value) => [value, value];

    private static long[] Padding(int kernel) => [kernel / 2, kernel / 2, kernel / 2, kernel / 2];
}
