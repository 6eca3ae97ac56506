using Freeze.Runtime.Tests.Storage;

namespace Freeze.Runtime.Tests.Models;

/// <summary>What a network reads of a picture, for each way of preprocessing, against the formula in double.</summary>
public sealed class InputOptionTests : IDisposable
{
    // Values are below 10: half a unit in the last place of the table's entry and one of the difference.
    private const double Tolerance = 2e-6;

    private static readonly ImageInput s_colours = new(3, 4, 5) { Mean = [0.4f, 0.5f, 0.6f], Deviation = [0.25f, 0.2f, 0.3f] };

    private static readonly ImageInput s_grey = new(1, 4, 5) { Mean = [0.45f], Deviation = [0.25f] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ChannelOrder.Rgb)]
    [InlineData(ChannelOrder.Bgr)]
    public void The_first_channel_is_the_colour_that_the_order_says(ChannelOrder order)
    {
        var input = s_colours with { Order = order };
        using var net = Load(input);
        var pixels = Random(3 * 4 * 5 * 3);
        Check(input, pixels, 3, net.Read(pixels, 3), (c, _) => input.Mean[c]);
    }

    [Theory]
    [InlineData(ChannelOrder.Rgb)]
    [InlineData(ChannelOrder.Bgr)]
    public void A_mean_image_is_subtracted_value_by_value(ChannelOrder order)
    {
        var input = s_colours with { Mean = [], MeanImage = true, Order = order };
        float[] mean = [.. Enumerable.Range(0, input.Values).Select(i => i / 77f)];
        using var net = Load(input, mean);
        var pixels = Random(2 * 4 * 5 * 3);
        Check(input, pixels, 2, net.Read(pixels, 2), (c, at) => mean[c * 20 + at]);
    }

    [Fact]
    public void A_network_of_one_channel_reads_grey_and_colours()
    {
        using var net = Load(s_grey);
        var grey = Random(2 * 20);
        Check(s_grey, grey, 2, net.Read(grey, 2), (_, _) => 0.45);
        var colours = Random(2 * 20 * 3);
        byte[] weighed = [.. Enumerable.Range(0, 40).Select(i => (byte)Math.Floor(
            (colours[3 * i] * 19595.0 + colours[3 * i + 1] * 38470.0 + colours[3 * i + 2] * 7471.0) / 65536 + 0.5))];
        Check(s_grey, weighed, 2, net.Read(colours, 2), (_, _) => 0.45);
        var (fromGrey, fromColours) = (new Prediction[2], new Prediction[2]);
        net.Predict(weighed, fromGrey);
        net.Predict(colours, fromColours);
        Assert.Equal(fromGrey, fromColours);
        net.CreateStream().Predict(colours, fromColours);
        Assert.Equal(fromGrey, fromColours);
        Assert.Equal(fromGrey[0], net.Predict(colours.AsSpan(0, 60)));
        Assert.Equal(fromGrey[0], net.Predict(colours.AsSpan(0, 60), 5, 4));
        Assert.Equal(fromGrey[0], net.Predict(weighed.AsSpan(0, 20), 5, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Every_way_in_takes_a_picture_through_the_same_preparation(int side)
    {
        foreach (var input in new[] { s_colours with { ShorterSide = side, Order = ChannelOrder.Bgr }, s_grey with { ShorterSide = side } })
        {
            using var net = Load(input);
            var picture = Random(13 * 9 * 3);
            var image = new byte[input.Values];
            input.Prepare(picture, 13, 9, image);
            var expected = net.Predict(image);
            Assert.Equal(expected, net.Predict(picture, 13, 9));
            Assert.Equal(expected, net.Predict(Tensor(input, image)));
            Assert.Equal(expected, net.CreateStream().Predict(picture, 13, 9));
        }
    }

    [Fact]
    public void An_image_that_is_the_networks_is_neither_resized_nor_cropped_but_a_picture_of_that_size_is()
    {
        var input = s_colours with { ShorterSide = 6 };
        using var net = Load(input);
        var pixels = Random(60);
        Check(input, pixels, 1, net.Read(pixels), (c, _) => input.Mean[c]);
        var cut = new byte[60];
        input.Prepare(pixels, 5, 4, cut);
        Assert.NotEqual(pixels, cut);
        Assert.Equal(net.Predict(cut), net.Predict(pixels, 5, 4));
    }

    [Fact]
    public void Lengths_that_fit_neither_grey_nor_colours_are_refused()
    {
        using var net = Load(s_grey);
        Assert.Contains("take 20 bytes", Assert.Throws<FreezeException>(() => net.Predict(new byte[40])).Message, StringComparison.Ordinal);
        var error = Assert.Throws<FreezeException>(() => net.Predict(new byte[8], 2, 2));
        Assert.Contains("with 1 channels takes 4 bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => net.Predict([], 0, 0));
        Assert.Throws<FreezeException>(() => s_grey.Prepare(new byte[4], 2, 2, new byte[19]));
    }

    [Fact]
    public void Weights_of_another_preprocessing_are_refused_by_what_differs()
    {
        Load(s_colours with { Order = ChannelOrder.Bgr }).Dispose();
        using var net = new EchoNet(s_colours with { ShorterSide = 9 });
        var error = Assert.Throws<FreezeException>(() => net.Open(_folder.Path));
        Assert.Contains(
            "says \"shorter side 9 and centre crop\", but the weights were made for \"blue first\"",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_image_that_is_missing_or_of_another_size_is_refused()
    {
        var input = s_colours with { Mean = [], MeanImage = true };
        var error = Assert.Throws<FreezeException>(() => EchoNet.Write(_folder.Path, input));
        Assert.Contains("'input.mean' of the input is missing", error.Message, StringComparison.Ordinal);
        EchoNet.Write(_folder.Path, input, new float[60]);
        using var net = new EchoNet(input with { MeanImage = false, Order = ChannelOrder.Bgr });
        Assert.Throws<FreezeException>(() => net.Open(_folder.Path));
    }

    [Fact]
    public void A_certificate_names_what_is_not_the_default()
    {
        Assert.Equal("3x4x5, mean [0.4, 0.5, 0.6], deviation [0.25, 0.2, 0.3]", s_colours.Describe());
        var other = s_colours with
        {
            Mean = [], MeanImage = true, Order = ChannelOrder.Bgr, ShorterSide = 7, Orientation = Orientation.AsStored,
        };
        Assert.Equal(
            "3x4x5, mean [], deviation [0.25, 0.2, 0.3], blue first, mean image, shorter side 7 and centre crop, Exif orientation ignored",
            other.Describe());
    }

    private static byte[] Random(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static double Value(ImageInput input, ReadOnlySpan<byte> image, int channel, int at, double mean)
    {
        var from = input.Order == ChannelOrder.Bgr ? 2 - channel : channel;
        return (image[at * input.Channels + from] / 255.0 - mean) / input.Deviation[channel];
    }

    private static float[] Tensor(ImageInput input, byte[] image) =>
        [.. Enumerable.Range(0, input.Values).Select(i => (float)Value(input, image, i / 20, i % 20, input.Mean[i / 20]))];

    private static void Check(ImageInput input, byte[] images, int count, float[] actual, Func<int, int, double> mean)
    {
        for (var i = 0; i < count * input.Values; i++)
        {
            var (image, at) = Math.DivRem(i, input.Values);
            var (channel, pixel) = Math.DivRem(at, input.Height * input.Width);
            var expected = Value(input, images.AsSpan(image * input.Values, input.Values), channel, pixel, mean(channel, pixel));
            Assert.True(Math.Abs(actual[i] - expected) <= Tolerance, $"value {i} is {actual[i]}, expected {expected}");
        }
    }

    private EchoNet Load(ImageInput input, float[]? mean = null)
    {
        EchoNet.Write(_folder.Path, input, mean);
        var net = new EchoNet(input);
        net.Open(_folder.Path, new() { Threads = 1, BatchInvariant = true });
        return net;
    }
}
