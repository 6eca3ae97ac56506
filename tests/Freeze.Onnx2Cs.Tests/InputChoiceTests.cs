using System.Globalization;
using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Lowering;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Onnx.Wire;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Tests;

/// <summary>
/// What options and metadata say of pixels: the compiled model is given bytes, the evaluator of the graph what a training script would
/// have made of them.
/// </summary>
public class InputChoiceTests
{
    private const int Height = 6, Width = 5, Plane = Height * Width;

    // Sums of a hundred products in float; values reach a few hundred where a network reads pixels up to 255.
    private const double Relative = 2e-5;

    private static readonly float[] s_mean = [0.4f, 0.5f, 0.6f], s_std = [0.2f, 0.25f, 0.3f];

    private static readonly double[] s_meanImage = [.. Enumerable.Range(0, 3 * Plane).Select(i => (double)(float)(i % 97 / 100.0))];

    [Fact]
    public void Without_options_pixels_count_from_0_to_1_and_red_is_first() => Check(Graph(), new(), (rgb, _, c) => rgb[c] / 255.0);

    [Fact]
    public void Mean_and_deviation_are_in_the_files_order() => Check(
        Graph(), new() { Mean = s_mean, Std = s_std, ChannelOrder = ChannelOrderKind.Bgr },
        (rgb, _, c) => (rgb[2 - c] / 255.0 - s_mean[c]) / s_std[c]);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_mean_image_from_0_to_1_is_subtracted_from_pixels_that_count_so(bool channelsLast, bool hasStd) => Check(
        Graph(),
        new() { MeanImage = Image(s_meanImage, channelsLast), Std = hasStd ? s_std : null, ChannelOrder = ChannelOrderKind.Bgr },
        (rgb, at, c) => (rgb[2 - c] / 255.0 - s_meanImage[c * Plane + at]) / (hasStd ? s_std[c] : 1));

    [Theory]
    [InlineData(ElementType.Float)]
    [InlineData(ElementType.UInt8)]
    public void A_mean_image_from_0_to_255_is_subtracted_from_pixels_as_they_are(ElementType type)
    {
        double[] mean = [.. s_meanImage.Select(value => Math.Floor(value * 255))];
        if (type == ElementType.UInt8) mean = [.. mean.Select(value => Math.Min(value, 1))];
        Check(Graph(), new() { MeanImage = Image(mean, channelsLast: false, type) }, (rgb, at, c) => rgb[c] - mean[c * Plane + at]);
    }

    [Theory]
    [InlineData("Rgb8", false)]
    [InlineData("Bgr8", true)]
    [InlineData("BGR8", true)]
    public void Metadata_state_the_order(string format, bool isReversed) =>
        Check(Graph(("Image.BitmapPixelFormat", format)), new(), (rgb, _, c) => rgb[isReversed ? 2 - c : c] / 255.0);

    [Theory]
    [InlineData("Normalized_0_1", 1 / 255.0, 0)]
    [InlineData("Normalized_1_1", 2 / 255.0, -1)]
    [InlineData("NominalRange_0_255", 1, 0)]
    [InlineData("NominalRange_16_235", 219 / 255.0, 16)]
    public void Metadata_state_the_range(string range, double factor, double offset) => Check(
        Graph(("Image.NominalPixelRange", range), ("Image.ColorSpaceGamma", "SRGB"), ("Image.BitmapPixelFormat", "Bgr8")),
        new(), (rgb, _, c) => rgb[2 - c] * factor + offset);

    [Fact]
    public void Options_win_over_metadata()
    {
        (string, string)[] metadata = [("Image.BitmapPixelFormat", "Bgr8"), ("Image.NominalPixelRange", "NominalRange_0_255")];
        Check(Graph(metadata), new() { Std = s_std, ChannelOrder = ChannelOrderKind.Rgb }, (rgb, _, c) => rgb[c] / 255.0 / s_std[c]);
        (string, string)[] unknown = [("Image.BitmapPixelFormat", "Yuv"), ("Image.NominalPixelRange", "Percent")];
        Check(Graph(unknown), new() { Mean = [0], ChannelOrder = ChannelOrderKind.Bgr }, (rgb, _, c) => rgb[2 - c] / 255.0);
    }

    [Fact]
    public void What_the_graph_does_joins_what_options_say()
    {
        var g = new GraphBuilder([1, 3, Height, Width]);
        var x = g.Node("Sub", ["x", g.Weights("m", [1, 3, 1, 1], [100, 110, 120])]);
        x = g.Node("Div", [x, g.Weights("s", [1, 3, 1, 1], [50, 60, 70])]);
        double[] mean = [.. s_meanImage.Select(value => value * 200 + 2)];
        Check(
            Rest(g, x, 3), new() { MeanImage = Image(mean, channelsLast: true), ChannelOrder = ChannelOrderKind.Bgr },
            (rgb, at, c) => rgb[2 - c] - mean[c * Plane + at]);
        Assert.Null(Converter.Convert(g.ToGraph(), new()).Warning);
    }

    [Fact]
    public void A_graph_that_takes_bytes_gets_bytes()
    {
        var g = new GraphBuilder([1, 3, Height, Width]);
        g.Graph.Input[0].Type.TensorType.ElemType = (int)ElementType.UInt8;
        var x = g.Node("Div", [g.Node("Cast", ["x"], ("to", 1)), g.Weights("s", [], [64])]);
        Check(Rest(g, x, 3), new() { ChannelOrder = ChannelOrderKind.Bgr }, (rgb, _, c) => rgb[2 - c]);
        Refused(g, new() { MeanImage = Image(s_meanImage, channelsLast: false) }, "takes bytes and normalises them itself");
    }

    [Fact]
    public void A_network_of_one_channel_reads_grey()
    {
        var g = Rest(new GraphBuilder([1, 1, Height, Width]), "x", 1);
        g.Model.MetadataProps.Add(new StringStringEntryProto { Key = "Image.BitmapPixelFormat", Value = "Gray8" });
        Check(g, new() { Mean = [0.5f] }, (rgb, _, _) =>
            Math.Floor((rgb[0] * 19595.0 + rgb[1] * 38470.0 + rgb[2] * 7471.0) / 65536 + 0.5) / 255 - 0.5);
        var plane = new OnnxTensor([Height, Width], s_meanImage[..Plane]);
        Check(g, new() { MeanImage = plane }, (rgb, at, _) =>
            Math.Floor((rgb[0] * 19595.0 + rgb[1] * 38470.0 + rgb[2] * 7471.0) / 65536 + 0.5) / 255 - s_meanImage[at]);
    }

    [Fact]
    public void Sizes_and_orientation_go_into_the_definition()
    {
        var input = Converter.Convert(Graph().ToGraph(), new() { ShorterSide = 7, Orientation = OrientationKind.AsStored }).Spec.Input;
        Assert.Equal((7, OrientationKind.AsStored, false), (input.ShorterSide, input.Orientation, input.MeanImage));
        input = Converter.Convert(Graph().ToGraph(), new()).Spec.Input;
        Assert.Equal((0, OrientationKind.Exif, ChannelOrderKind.Rgb), (input.ShorterSide, input.Orientation, input.Order));
    }

    [Theory]
    [InlineData("Image.BitmapPixelFormat", "Yuv", "\"Yuv\", which Freeze does not read; say which colour comes first")]
    [InlineData("Image.BitmapPixelFormat", "Gray8", "but the model takes images of 3 channels")]
    [InlineData("Image.BitmapPixelFormat", "Bgra8", "which Freeze does not read")]
    [InlineData("Image.NominalPixelRange", "a\nb", "\"a\\u000ab\", which is no range; say how pixels are normalised")]
    [InlineData("Image.ColorSpaceGamma", "Linear", "= \"Linear\", but pixels of image files are sRGB")]
    public void Metadata_that_cannot_be_followed_are_refused(string key, string value, string words) =>
        Refused(Graph((key, value)), new(), words);

    [Fact]
    public void Choices_that_contradict_the_model_are_refused_together()
    {
        var options = new ConvertOptions
        {
            Mean = [0.5f], MeanImage = new([3, 6, 4], new double[72]), ShorterSide = 4, ChannelOrder = ChannelOrderKind.Bgr,
        };
        var message = Refused(Graph(), options, "has the shape [3,6,4], but the model takes images of [3,6,5]");
        Assert.Contains("A mean and a mean image are given", message, StringComparison.Ordinal);
        Assert.Contains("A shorter side of 4 pixels leaves no image of 6x5 pixels to cut out; give 5", message, StringComparison.Ordinal);
        var grey = Rest(new GraphBuilder([1, 1, Height, Width]), "x", 1);
        Refused(grey, options with { Mean = null, MeanImage = null }, "only three have an order");
        foreach (var bad in new[] { -0.1, 255.5, double.NaN })
        {
            var image = Image([.. s_meanImage[1..], bad], channelsLast: false);
            Refused(Graph(), new() { MeanImage = image }, "at element 89; means of pixels lie between");
        }

        Refused(Graph(), new() { MeanImage = new([5, 6, 3], s_meanImage) }, "has the shape [5,6,3]");
    }

    [Theory]
    [InlineData("123.675,116.28,103.53", "58.395,57.12,57.375", "as in --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225.")]
    [InlineData("123.675,116.28,103.53", null, "has --std 0.0039215686")]
    [InlineData("0.485,0.456,0.406", "58.395,57.12,57.375", "divide both by 255")]
    [InlineData(null, null, "neither options nor the file say how pixels are normalised")]
    public void A_doubtful_normalisation_is_said(string? mean, string? std, string words)
    {
        var options = new ConvertOptions { Mean = Numbers(mean), Std = Numbers(std) };
        Assert.Contains(words, Converter.Convert(Graph().ToGraph(), options).Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalisation_that_is_stated_is_not()
    {
        foreach (var options in new ConvertOptions[]
                 {
                     new() { Mean = s_mean, Std = s_std }, new() { Mean = [0] }, new() { Std = [1] }, new() { Mean = [1, 1, 1] },
                     new() { MeanImage = Image(s_meanImage, channelsLast: false) },
                 })
            Assert.Null(Converter.Convert(Graph().ToGraph(), options).Warning);
        Assert.Null(Converter.Convert(Graph(("Image.NominalPixelRange", "Normalized_0_1")).ToGraph(), new()).Warning);
    }

    private static float[]? Numbers(string? text) =>
        text is null ? null : [.. text.Split(',').Select(part => float.Parse(part, CultureInfo.InvariantCulture))];

    private static GraphBuilder Graph(params (string Key, string Value)[] metadata)
    {
        var g = Rest(new GraphBuilder([1, 3, Height, Width]), "x", 3);
        foreach (var (key, value) in metadata) g.Model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return g;
    }

    private static GraphBuilder Rest(GraphBuilder g, string x, int channels)
    {
        x = g.Node("Conv", [x, g.Random("w", 4, channels, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));
        return g.Output(g.Node("Flatten", [g.Node("GlobalAveragePool", [g.Node("Relu", [x])])]));
    }

    private static OnnxTensor Image(double[] values, bool channelsLast, ElementType type = ElementType.Float) => channelsLast
        ? new([1, Height, Width, 3], [.. Enumerable.Range(0, values.Length).Select(i => values[i % 3 * Plane + i / 3])], type)
        : new([3, Height, Width], values, type);

    private static string Refused(GraphBuilder graph, ConvertOptions options, string words)
    {
        var message = Assert.Throws<ConversionException>(() => Converter.Convert(graph.ToGraph(), options)).Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        return message;
    }

    private static void Check(GraphBuilder builder, ConvertOptions options, Func<byte[], int, int, double> value)
    {
        var graph = builder.ToGraph();
        var converted = Converter.Convert(graph, options);
        var channels = converted.Spec.Input.Channels;
        var rgb = new byte[3 * Plane];
        new Random(5).NextBytes(rgb);
        byte[][] pixels = [.. rgb.Chunk(3)];
        double[] x = [.. Enumerable.Range(0, channels * Plane).Select(i => value(pixels[i % Plane], i % Plane, i / Plane))];
        var input = new OnnxTensor([1, channels, Height, Width], x, graph.Inputs[0].Type);
        var expected = ReferenceEvaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["x"] = input })[graph.Outputs[0].Name].Values;
        var folder = Directory.CreateTempSubdirectory("freeze").FullName;
        try
        {
            using var model = ModelFolder.Write(converted, folder).Model.Load(folder, new FrozenModelOptions { Threads = 1 });
            var actual = new float[model.Plan.Classes];
            model.Observe(rgb, 1, [.. model.Plan.Probes.Select(_ => 0)], (_, _, _) => { }, actual);
            var largest = Math.Max(1, x.Max(Math.Abs));
            Assert.InRange(Oracle.WorstError(expected, [.. actual.Select(number => (double)number)]), 0, Relative * largest);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
