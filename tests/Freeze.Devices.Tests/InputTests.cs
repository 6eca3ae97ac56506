using Freeze.Runtime.Tests.Models;

namespace Freeze.Devices.Tests;

/// <summary>Pixels enter every device by the same numbers.</summary>
public sealed class InputTests
{
    private static readonly string[] s_cases = ["rgb", "bgr", "mean image", "bgr, mean image", "grey"];

    public static TheoryData<string, string> Cases => TestDevices.With(s_cases, TestDevices.Names);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_device_reads_what_the_definition_says(string name, string device)
    {
        var input = new ImageInput(name == "grey" ? 1 : 3, 5, 4)
        {
            Order = name.Contains("bgr", StringComparison.Ordinal) ? ChannelOrder.Bgr : ChannelOrder.Rgb,
            MeanImage = name.Contains("mean image", StringComparison.Ordinal),
            Deviation = name == "grey" ? [0.3f] : [0.25f, 0.5f, 0.125f],
        };
        var folder = Directory.CreateTempSubdirectory("freeze-input-").FullName;
        try
        {
            float[]? mean = input.MeanImage ? [.. Enumerable.Range(0, input.Values).Select(i => i / 64f)] : null;
            EchoNet.Write(folder, input, mean);
            using var net = new EchoNet(input);
            net.Open(folder, new() { Device = TestDevices.Get(device) });
            var pixels = new byte[3 * input.Values];
            new Random(7).NextBytes(pixels);
            var actual = net.Read(pixels, 3);
            for (var i = 0; i < actual.Length; i++)
            {
                var (image, at) = Math.DivRem(i, input.Values);
                var (channel, pixel) = Math.DivRem(at, 20);
                var colour = input.Order == ChannelOrder.Bgr ? 2 - channel : channel;
                var value = pixels[image * input.Values + pixel * input.Channels + colour];
                var expected = (value / 255.0 - (mean?[at] ?? 0)) / input.Deviation[channel];

                // Values up to 8, a table of floats, and a sum with zeros.
                Assert.True(Math.Abs(actual[i] - expected) <= 2e-6, $"value {i} is {actual[i]}, expected {expected}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
