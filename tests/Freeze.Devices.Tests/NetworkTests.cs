using Freeze.Devices.Tests.Models;
using Freeze.Onnx2Cs.Tests.Networks;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>Whole networks of many families on every device against naive loops in double.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    /// <summary>Height and width of the images.</summary>
    private const int Size = 48;

    private static readonly Dictionary<string, Func<int, Net>> s_networks = new()
    {
        ["ResNet"] = ResNets.Basic,
        ["ResNet with bottlenecks"] = ResNets.Bottleneck,
        ["ResNet v2"] = size => ResNets.PreActivation(size, 16, dropout: false),
        ["ResNeXt"] = ResNets.Next,
        ["SE-ResNet"] = ResNets.SqueezeExcitation,
        ["SqueezeNet"] = PlainNets.Squeeze,
        ["DenseNet"] = PlainNets.Dense,
        ["MobileNet v3"] = MobileNets.V3,
        ["EfficientNet"] = MobileNets.Efficient,
        ["ConvNeXt"] = ConvNeXts.Operators,
        ["Keras, bytes"] = KerasNets.Bytes,
    };

    public static TheoryData<string, string> Cases => TestDevices.With(s_networks.Keys, "cpu", "opencl", "cuda");

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_network_computes_what_its_layers_are_said_to(string name, string device)
    {
        var error = CompiledCase.Get(name, () => s_networks[name](Size).Graph).Error(TestDevices.Get(device));
        output.WriteLine($"{name} on {device}: relative error {error:0.0e+0}");
        Assert.InRange(error, 0, Tolerance);
    }
}
