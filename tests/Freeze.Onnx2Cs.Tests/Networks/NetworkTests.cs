using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace Freeze.Onnx2Cs.Tests.Networks;

/// <summary>The families of image classifiers that people export, small: the compiled network against ONNX Runtime.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private const int Images = 2;

    private static readonly Dictionary<string, (Func<Net> Build, string Probes)> s_networks = new()
    {
        ["ResNet v1"] = (ResNets.Basic, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["ResNet v1, bottlenecks"] = (ResNets.Bottleneck, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["ResNet-D"] = (ResNets.D, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["ResNet v2"] = (() => ResNets.PreActivation(16, dropout: false), "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["WideResNet"] = (() => ResNets.PreActivation(48, dropout: true), "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["ResNeXt"] = (ResNets.Next, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["SE-ResNet"] = (ResNets.SqueezeExcitation, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["ResNet with instance normalisation"] = (ResNets.Instance, "layer1.0 layer1.1 layer2.0 layer2.1"),
        ["VGG"] = (PlainNets.Vgg, ""),
        ["SqueezeNet"] = (PlainNets.Squeeze, ""),
        ["DenseNet"] = (PlainNets.Dense, ""),
        ["GoogLeNet"] = (PlainNets.Inception, ""),
        ["MobileNet v2"] = (MobileNets.V2, "blocks.0 blocks.2 blocks.4"),
        ["MobileNet v3"] = (MobileNets.V3, "blocks.0 blocks.2 blocks.4"),
        ["MobileNet v3, operator set 14"] = (MobileNets.V3Operators, "blocks.0 blocks.2 blocks.4"),
        ["EfficientNet"] = (MobileNets.Efficient, "blocks.0 blocks.2 blocks.4"),
        ["ConvNeXt"] = (ConvNeXts.Spelt, "stages.0.0 stages.0.1"),
        ["ConvNeXt, operator set 17"] = (ConvNeXts.Operators, "stages.0.0 stages.0.1"),
        ["Keras, channels last"] = (KerasNets.Floats, ""),
        ["Keras, channels last, bytes"] = (KerasNets.Bytes, ""),
    };

    public static TheoryData<string> Names => [.. s_networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_compiled_network_computes_what_ONNX_Runtime_does(string name)
    {
        var (build, probes) = s_networks[name];
        var net = build();
        var bytes = net.Graph.ToBytes();
        var model = Converter.Convert(net.Graph.ToGraph(), new());
        Assert.Equal(probes, string.Join(' ', model.Spec.Probes.Select(probe => probe.Name)));
        var input = Input(net.Graph);
        var expected = OnnxRuntime(bytes, input);
        var actual = Compiled.Run(model, input);
        var deviation = Deviation(net.Graph.Graph.Node[^1].OpType == "Softmax" ? [.. expected.Select(value => MathF.Log(value))] : expected);
        var largest = expected.Max(MathF.Abs);
        var error = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / largest;
        output.WriteLine($"{name}: {model.Spec.Layers.Count} layers, relative error {error:0.0e+0}, deviation of the outputs {deviation:0.00}");
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(deviation, 0.1, 10);
        Assert.InRange(error, 0, 1e-4);
    }

    [Fact]
    public void Activations_that_are_spelt_out_become_one_each()
    {
        foreach (var (name, build) in new (string, Func<Net>)[] { ("MobileNet v3", MobileNets.V3), ("EfficientNet", MobileNets.Efficient),
            ("ConvNeXt", ConvNeXts.Spelt) })
        {
            var kinds = Converter.Convert(build().Graph.ToGraph(), new()).Spec.Layers.Select(layer => layer.Kind).Distinct().ToArray();
            Assert.True(!kinds.Contains(Generators.Specs.LayerKind.Activation) && !kinds.Contains(Generators.Specs.LayerKind.ScaleShift), name);
        }
    }

    private static OnnxTensor Input(GraphBuilder graph)
    {
        int[] shape = [Images, .. graph.InputShape[1..]];
        var random = new Random(5);
        var bytes = graph.Graph.Input[0].Type.TensorType.ElemType == 2;
        double[] values = [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(_ =>
            bytes ? random.Next(256) : (double)(float)((random.NextDouble() * 4) - 2))];
        return new(shape, values, bytes ? ElementType.UInt8 : ElementType.Float);
    }

    private static float[] OnnxRuntime(byte[] model, OnnxTensor input)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        long[] shape = [.. input.Shape.Select(length => (long)length)];
        using var tensor = input.Type == ElementType.UInt8
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, value => (byte)value), shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Values, value => (float)value), shape);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [tensor], session.OutputNames);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static double Deviation(float[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
