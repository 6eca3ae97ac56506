using System.Text.Json;
using StbImageWriteSharp;

namespace Freeze.Onnx2Cs.Tests.Commands;

/// <summary>The options of <c>convert</c> that say how pictures enter, and data sets that depend on them.</summary>
public sealed class PreprocessingTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Options_go_into_the_definition_and_are_shown()
    {
        var model = _work.Write("colours.onnx", Networks.Colours());
        var mean = _work.Write("mean.npy", NumPy(3, WorkFolder.Side, WorkFolder.Side));
        string[] options = ["--mean-image", mean, "--channel-order", "bgr", "--resize", "20", "--exif", "ignore"];
        var outcome = Tool.Run(["convert", model, "-o", _work.At("out"), .. options]).Succeeded();
        Assert.Contains(
            "blue first, mean image, shorter side 20 and centre crop, Exif orientation ignored", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Order = ChannelOrder.Bgr, MeanImage = true, ShorterSide = 20, Orientation = Orientation.AsStored)]",
            File.ReadAllText(_work.At("out/Colours.cs")), StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
        Assert.Contains("shorter side 20", Tool.Run("inspect", _work.At("out")).Succeeded().Output, StringComparison.Ordinal);
        Tool.Run(["verify", model, .. options]).Succeeded();
    }

    [Fact]
    public void A_doubtful_normalisation_is_one_warning_and_no_error()
    {
        var model = _work.Write("colours.onnx", Networks.Colours());
        var outcome = Tool.Run("convert", model, "-o", _work.At("out"), "--mean", "123.675,116.28,103.53").Succeeded();
        Assert.StartsWith("warning: pixels count from 0 to 1 here", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        outcome = Tool.Run("convert", model, "-o", _work.At("out")).Succeeded();
        Assert.StartsWith("warning: neither options nor the file say", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(Tool.Run("convert", model, "-o", _work.At("out"), "--mean", "0").Succeeded().Error);
    }

    [Theory]
    [InlineData("--channel-order", "grb", "--channel-order: 'grb' is neither rgb nor bgr")]
    [InlineData("--resize", "-1", "--resize: '-1' is neither stretch nor a number of pixels such as 256")]
    [InlineData("--resize", "0", "neither stretch nor a number")]
    [InlineData("--resize", "12", "A shorter side of 12 pixels leaves no image of 16x16 pixels to cut out; give 16 or more")]
    [InlineData("--exif", "yes", "--exif: 'yes' is neither turn nor ignore")]
    [InlineData("--mean-image", "absent.npy", "absent.npy' does not exist")]
    public void Values_that_make_no_sense_are_refused(string option, string value, string words)
    {
        var model = _work.Write("model.onnx", Networks.Colours());
        Tool.Run("convert", model, "-o", _work.At("out"), option, value).RefusedInLines(1, words);
        Assert.False(Directory.Exists(_work.At("out")));
    }

    /// <summary>Dark, medium and bright images of any colour, as grey files and as coloured ones.</summary>
    [Fact]
    public void A_network_of_one_channel_is_fitted_to_grey_and_coloured_files_and_evaluated_on_them()
    {
        var model = _work.Write("shades.onnx", Networks.Shades());
        File.WriteAllLines(_work.At("labels.txt"), ["a", "b", "c"]);
        Tool.Run("convert", model, "-o", _work.At("shades"), "--labels", _work.At("labels.txt"), "--mean", "0").Succeeded();
        var (train, held) = (Shades("train", 40, 1), Shades("held", 50, 2));
        var fit = Tool.Run("fit", _work.At("shades"), "--data", train, "--calibration", held, "--risk", "0.05").Succeeded();
        Assert.Contains("Certified:", fit.Output, StringComparison.Ordinal);
        var (json, page) = (_work.At("report.json"), _work.At("report.html"));
        Tool.Run("evaluate", _work.At("shades"), "--data", Shades("test", 20, 3), "--json", json, "--html", page).Succeeded();
        using var report = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(1, report.RootElement.GetProperty("accuracyFull").GetDouble());
        Assert.InRange(report.RootElement.GetProperty("macsSaved").GetDouble(), 0.1, 1);
    }

    /// <summary>
    /// Pictures that are red above and blue below where they are upright: what a network sees of their upper half depends on the tag.
    /// </summary>
    [Theory]
    [InlineData("turn", 1)]
    [InlineData("ignore", 0)]
    public void Files_are_turned_before_they_are_evaluated_unless_that_is_ignored(string exif, double accuracy)
    {
        var model = _work.Write("upper.onnx", Networks.UpperHalf());
        File.WriteAllLines(_work.At("labels.txt"), ["other", "red"]);
        Tool.Run("convert", model, "-o", _work.At("upper"), "--labels", _work.At("labels.txt"), "--mean", "0", "--exif", exif).Succeeded();
        for (var i = 0; i < 4; i++)
        {
            // As stored: blue above, red below, upside down.
            var rgb = new byte[20 * 16 * 3];
            for (var at = 0; at < rgb.Length; at += 3)
                (rgb[at], rgb[at + 2]) = at < rgb.Length / 2 ? ((byte)i, (byte)200) : ((byte)200, (byte)i);
            using var stream = new MemoryStream();
            new ImageWriter().WriteJpg(rgb, 20, 16, ColorComponents.RedGreenBlue, stream, 95);
            byte[] tag = [0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0\u0008\0\0\0"u8, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0];
            _work.Write($"photos/red/{i}.jpg", [0xFF, 0xD8, .. tag, .. stream.ToArray()[2..]]);
            _work.Write($"photos/other/{i}.jpg", stream.ToArray());
        }

        Tool.Run("evaluate", _work.At("upper"), "--data", _work.At("photos"), "--json", _work.At("report.json")).Succeeded();
        using var report = JsonDocument.Parse(File.ReadAllText(_work.At("report.json")));

        // Half of the pictures carry no tag and are blue above either way.
        Assert.Equal((1 + accuracy) / 2, report.RootElement.GetProperty("accuracyFull").GetDouble());
    }

    private static byte[] NumPy(params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}".PadRight(117) + "\n";
        var data = new byte[shape.Aggregate(4, (a, b) => a * b)];
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. data];
    }

    private string Shades(string folder, int perClass, int seed)
    {
        var random = new Random(seed);
        for (var shade = 0; shade < 3; shade++)
        for (var image = 0; image < perClass; image++)
        {
            var isGrey = image % 2 == 0;
            var pixels = new byte[WorkFolder.Side * WorkFolder.Side * (isGrey ? 1 : 3)];
            for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(new[] { 10, 105, 205 }[shade] + random.Next(40));
            using var stream = new MemoryStream();
            var components = isGrey ? ColorComponents.Grey : ColorComponents.RedGreenBlue;
            new ImageWriter().WritePng(pixels, WorkFolder.Side, WorkFolder.Side, components, stream);
            _work.Write($"{folder}/{"abc"[shade]}/{image:000}.png", stream.ToArray());
        }

        return _work.At(folder);
    }
}
