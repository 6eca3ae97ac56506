using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// How a picture becomes what the ONNX file takes: (v / 255 - Mean) / Deviation in the file's own order of channels. Options say so, or
/// the file's metadata where no option does, or the type of its input.
/// </summary>
/// <param name="Mean">Mean of each channel, or of each element, [channels][height][width].</param>
/// <param name="Deviation">Standard deviation of each channel.</param>
/// <param name="Order">Which colour the file's first channel is.</param>
/// <param name="IsStated">Whether anything says how pixels are normalised.</param>
internal sealed record InputChoice(double[] Mean, double[] Deviation, ChannelOrderKind Order, bool IsStated)
{
    private const string PixelFormat = "Image.BitmapPixelFormat", PixelRange = "Image.NominalPixelRange", Gamma = "Image.ColorSpaceGamma";

    private const double Bytes = 255;

    /// <summary>Decides; what contradicts itself or cannot be had becomes a problem.</summary>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="bytes">Whether the file takes whole numbers, which are pixels as they are.</param>
    /// <param name="metadata">The file's own key-value pairs.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static InputChoice Of(
        int channels, int height, int width, bool bytes, IReadOnlyDictionary<string, string> metadata, ConvertOptions options,
        Problems problems)
    {
        Check(channels, height, width, options, problems);
        if (metadata.TryGetValue(Gamma, out var gamma) && !gamma.Equals("SRGB", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"{Say(Gamma, gamma)}, but pixels of image files are sRGB and enter as such; "
                + "remove the entry from the file if the network was trained on such pixels");
        }

        var order = options.ChannelOrder ?? OrderOf(metadata, channels, problems);
        var isStated = (options.Mean ?? options.Std) is not null || options.MeanImage is not null;
        if (bytes)
        {
            if (isStated) problems.Add("The model takes bytes and normalises them itself; leave the mean and the standard deviation out");
            return new(new double[channels], All(1 / Bytes), order, IsStated: true);
        }

        if (!isStated && metadata.TryGetValue(PixelRange, out var range))
        {
            var (mean, deviation) = range.ToUpperInvariant() switch
            {
                "NORMALIZED_0_1" => (0, 1),
                "NORMALIZED_1_1" => (0.5, 0.5),
                "NOMINALRANGE_0_255" => (0, 1 / Bytes),
                "NOMINALRANGE_16_235" => (-16 / 219.0, 1 / 219.0),
                _ => (double.NaN, double.NaN),
            };
            if (double.IsNaN(mean))
                problems.Add($"{Say(PixelRange, range)}, which is no range; say how pixels are normalised with --mean and --std");
            return new(All(mean), All(deviation), order, IsStated: true);
        }

        var isImage = options.MeanImage is { } image && image.Values.Length == (long)channels * height * width;
        return new(
            isImage ? MeanImage(options.MeanImage!, channels, height, width) : Values(options.Mean, 0),
            Values(options.Std, isImage && IsInBytes(options.MeanImage!) ? 1 / Bytes : 1), order, isStated);

        double[] All(double value) => [.. Enumerable.Repeat(value, channels)];
        double[] Values(IReadOnlyList<float>? values, double otherwise) =>
            values?.Count == channels ? [.. values.Select(value => (double)value)] : All(values?.Count > 0 ? values[0] : otherwise);
    }

    /// <summary>What makes the normalisation doubtful; null where nothing does.</summary>
    /// <param name="options">What the user says.</param>
    /// <param name="isInGraph">Whether the graph itself normalises.</param>
    public string? Doubt(ConvertOptions options, bool isInGraph)
    {
        if (options.Mean is { } mean && mean.Any(value => value > 1) || options.Std is { } std && std.Any(value => value > 1))
        {
            return "pixels count from 0 to 1 here, and so do their mean and standard deviation: divide both by 255, as in"
                + $"{Divided(" --mean ", options.Mean)}{Divided(" --std ", options.Std)}. "
                + "A network that reads pixels from 0 to 255 and only subtracts the mean has --std 0.0039215686.";
        }

        return IsStated || isInGraph ? null
            : "neither options nor the file say how pixels are normalised, so the network reads them divided by 255. "
                + "If it was trained otherwise, say so: --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 for most networks of ImageNet; "
                + "--mean 0 says that this is right.";
    }

    private static string Divided(string option, IReadOnlyList<float>? values) =>
        values is null ? "" : option + string.Join(",", values.Select(value => FormattableString.Invariant($"{value / Bytes:0.####}")));

    private static ChannelOrderKind OrderOf(IReadOnlyDictionary<string, string> metadata, int channels, Problems problems)
    {
        if (!metadata.TryGetValue(PixelFormat, out var format)) return ChannelOrderKind.Rgb;
        (int Channels, ChannelOrderKind Order)? known = format.ToUpperInvariant() switch
        {
            "GRAY8" => (1, ChannelOrderKind.Rgb),
            "RGB8" => (3, ChannelOrderKind.Rgb),
            "BGR8" => (3, ChannelOrderKind.Bgr),
            "RGBA8" => (4, ChannelOrderKind.Rgb),
            _ => null,
        };
        if (known is not { } found)
            problems.Add($"{Say(PixelFormat, format)}, which Freeze does not read; say which colour comes first with --channel-order");
        else if (found.Channels != channels)
            problems.Add($"{Say(PixelFormat, format)}, but the model takes images of {channels} channels; remove the entry from the file");
        else return found.Order;
        return ChannelOrderKind.Rgb;
    }

    private static void Check(int channels, int height, int width, ConvertOptions options, Problems problems)
    {
        if (options.ChannelOrder == ChannelOrderKind.Bgr && channels != 3)
            problems.Add($"The channel order is BGR, but the model takes images of {channels} channels; only three have an order");
        if (options.ShorterSide != 0 && options.ShorterSide < Math.Min(height, width))
        {
            problems.Add($"A shorter side of {options.ShorterSide} pixels leaves no image of {height}x{width} pixels to cut out; "
                + $"give {Math.Min(height, width)} or more");
        }

        if (options.MeanImage is not { } image) return;
        if (options.Mean is not null)
            problems.Add("A mean and a mean image are given; the mean is either a number for each channel or an image");
        if (image.Values.Length != (long)channels * height * width || Layout(image.Shape, channels, height, width) == 0)
        {
            problems.Add($"The mean image has the shape {OnnxTensor.Describe(image.Shape)}, but the model takes images of "
                + $"[{channels},{height},{width}]; give one of that shape, or with the channels last, or cut out a larger one's centre");
        }

        if (Array.FindIndex(image.Values, value => !(value >= 0 && value <= Bytes)) is >= 0 and var at)
        {
            problems.Add(FormattableString.Invariant($"The mean image holds {image.Values[at]} at element {at}; ")
                + "means of pixels lie between 0 and 1, or between 0 and 255");
        }
    }

    // Whole numbers of eight bits are pixels; a mean of pixels that count from 0 to 1 never exceeds 1.
    private static bool IsInBytes(OnnxTensor image) => image.Type == ElementType.UInt8 || image.Values.Any(value => value > 1);

    // 1 for channels first, 2 for channels last, 0 for neither; axes of one element before the image do not count.
    private static int Layout(int[] shape, int channels, int height, int width)
    {
        var lengths = shape.AsSpan();
        while (lengths.Length > 3 && lengths[0] == 1) lengths = lengths[1..];
        if (lengths.SequenceEqual([channels, height, width]) || (channels == 1 && lengths.SequenceEqual([height, width]))) return 1;
        return lengths.SequenceEqual([height, width, channels]) ? 2 : 0;
    }

    private static double[] MeanImage(OnnxTensor image, int channels, int height, int width)
    {
        var scale = IsInBytes(image) ? Bytes : 1;
        var plane = height * width;
        var isLast = Layout(image.Shape, channels, height, width) == 2;
        var elements = Enumerable.Range(0, image.Values.Length).Select(i => isLast ? i % plane * channels + i / plane : i);
        return [.. elements.Select(element => image.Values[element] / scale)];
    }

    private static string Say(string key, string value) => $"The file's metadata say {key} = {Quoted.Text(value)}";
}
