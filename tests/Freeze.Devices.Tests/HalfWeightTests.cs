using Freeze.Devices.Tests.Models;
using Freeze.Devices.Tests.Simulation;
using Freeze.Gpu;
using Freeze.Layers;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>Weights in 16 bits, in every kernel that reads them.</summary>
public sealed class HalfWeightTests(ITestOutputHelper output)
{
    // A weight is rounded by one part in 2048 at most; in sums of many the roundings mostly cancel.
    private const double Least = 1e-5, Most = 1e-3;

    private static readonly string[] s_cases =
    [
        "Convolution 16x64, bias", "Convolution 64x64", "Convolution, large groups", "Convolution in parts", "Winograd 32x32, padded unevenly", "Winograd 64x64",
        "Depthwise convolution", "Convolution, small groups", "Log-softmax",
    ];

    public static TheoryData<string, string> Cases => TestDevices.With(s_cases, TestDevices.Names);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Results_are_rounded_and_no_more(string name, string device)
    {
        var error = OperatorCases.Get(name).Error(TestDevices.Get(device), halfWeights: true);
        output.WriteLine($"{name} on {device}: relative error {error:0.0e+0}");

        // The processor takes no notice; on a GPU an error of nothing would mean that the weights were whole floats.
        if (device == "cpu") Assert.InRange(error, 0, Least);
        else Assert.InRange(error, Least, Most);
    }

    [Fact]
    public void They_take_half_the_memory()
    {
        // A device of its own: nobody else allocates there meanwhile.
        var device = new SimulatedDevice(pipelined: true);
        var context = device.Context;
        var (bytes, weights) = (new List<long>(), 0);
        foreach (var half in new[] { false, true })
        {
            var before = context.Bytes;
            using var model = OperatorCases.Get("Log-softmax").Load(device, half);
            bytes.Add(context.Bytes - before);
            weights = model.Plan.Layers.Where(layer => layer is Conv2D or Dense).Sum(layer => layer.Tensors[0].Shape.Aggregate((a, b) => a * b));
        }

        // Two bytes less for each; biases stay as they are.
        Assert.InRange(weights, 140 * 1260, int.MaxValue);
        Assert.Equal(weights * 2, bytes[0] - bytes[1]);
    }

    [Fact]
    public void A_weight_that_does_not_fit_is_named()
    {
        var layer = new Conv2D("stem", new Shape(1, 1, 1), new Shape(1, 1, 1));
        var message = Assert.Throws<FreezeException>(() => HalfWeights.Round(layer, [1, -70000])).Message;
        Assert.Matches("Layer 'stem' has a weight of -7E\\+04.*without HalfWeights", message);
        Assert.Equal([(Half)1, Half.MinValue], HalfWeights.Round(layer, [1.0001f, -65504]));
    }
}
