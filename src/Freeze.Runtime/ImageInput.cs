using Freeze.Layers;
using Freeze.Preprocessing;

namespace Freeze;

/// <summary>
/// The image that a network takes, and how a picture becomes one. A pixel v becomes (v / 255 - Mean) / Deviation, channel by channel.
/// </summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public sealed record ImageInput(int Channels, int Height, int Width)
{
    /// <summary>Name of the mean image among the weights, [channels, height, width], with pixels in 0..1.</summary>
    public const string MeanTensor = "input.mean";

    /// <summary>Width of the zero border in pixels.</summary>
    public int Halo { get; init; }

    /// <summary>Mean of each channel in the network's order, with pixels in 0..1; empty means zero.</summary>
    public float[] Mean { get; init; } = [];

    /// <summary>Standard deviation of each channel in the network's order, with pixels in 0..1; empty means one.</summary>
    public float[] Deviation { get; init; } = [];

    /// <summary>Which colour the network's first channel is.</summary>
    public ChannelOrder Order { get; init; }

    /// <summary>Whether the mean is an image, <see cref="MeanTensor"/> of the weights, instead of <see cref="Mean"/>.</summary>
    public bool MeanImage { get; init; }

    /// <summary>
    /// Length in pixels that a picture's shorter side is brought to before its centre is cut out; 0 where pictures are stretched.
    /// </summary>
    public int ShorterSide { get; init; }

    /// <summary>Whether image files are turned as their Exif data say.</summary>
    public Orientation Orientation { get; init; }

    /// <summary>Values of one image without its border.</summary>
    public int Values => Channels * Height * Width;

    /// <summary>
    /// Floats that the image takes in memory. An image of fewer than 16 channels stays interleaved, <c>[H + 2*halo][W + 2*halo][C]</c>:
    /// padding RGB to 16 channels would cost the first convolution five times its work.
    /// </summary>
    public int Floats => Channels < Shape.Block
        ? (Height + 2 * Halo) * (Width + 2 * Halo) * Channels
        : new Shape(Channels, Height, Width, Halo).Floats;

    /// <summary>The channel of a pixel, red first, that is a channel of the network.</summary>
    /// <param name="channel">The network's channel.</param>
    internal int PixelChannel(int channel) => Order == ChannelOrder.Bgr ? Channels - 1 - channel : channel;

    /// <summary>
    /// Makes the network's image of a picture of any size: grey where the network has one channel, then stretched, or brought to
    /// <see cref="ShorterSide"/> and cut out of the centre. <see cref="FrozenModel.Predict(ReadOnlySpan{byte}, int, int)"/> does so itself.
    /// </summary>
    /// <param name="picture">
    /// Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB.
    /// </param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="image">Receives the <see cref="Values"/> bytes of <c>[Height][Width][Channels]</c>, red first.</param>
    /// <exception cref="FreezeException">
    /// Pixels and size contradict each other, a side is longer than <see cref="ImageLimits.MaxSide"/>, or there is not room for the image.
    /// </exception>
    public void Prepare(ReadOnlySpan<byte> picture, int width, int height, Span<byte> image)
    {
        if (image.Length < Values)
            throw new FreezeException($"The network's image takes {Values} bytes, but there is room for {image.Length}.");
        InputImage.Make(picture, width, height, this, image[..Values]);
    }

    /// <summary>Makes the network's image of a picture that comes row by row. Beside the image, only a few rows are held.</summary>
    /// <param name="rows">The picture, upright: grey or RGB for a network of one or three channels.</param>
    /// <param name="image">Receives the <see cref="Values"/> bytes of <c>[Height][Width][Channels]</c>, red first.</param>
    /// <exception cref="FreezeException">
    /// The network takes neither grey nor coloured pictures, the picture is too large, or there is not room for the image.
    /// </exception>
    public void Prepare(IImageRows rows, Span<byte> image)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (image.Length < Values)
            throw new FreezeException($"The network's image takes {Values} bytes, but there is room for {image.Length}.");
        if (rows.Channels != Channels && (rows.Channels is not (1 or 3) || Channels is not (1 or 3)))
            throw new FreezeException($"The picture has {rows.Channels} channels, but the network takes {Channels}.");
        Images.CheckSides(rows.Width, rows.Height);
        InputImage.Make(rows, this, image);
    }

    /// <summary>Preprocessing in one line, which a certificate names.</summary>
    public string Describe() => FormattableString.Invariant(
        $"{Channels}x{Height}x{Width}, mean [{string.Join(", ", Mean)}], deviation [{string.Join(", ", Deviation)}]")
        + string.Concat(Options().Select(option => ", " + option));

    /// <summary>Whatever is not the default; certificates and weights that know none of it read as they always did.</summary>
    internal string DescribeOptions() => string.Join(", ", Options());

    private IEnumerable<string> Options()
    {
        if (Order == ChannelOrder.Bgr) yield return "blue first";
        if (MeanImage) yield return "mean image";
        if (ShorterSide > 0) yield return FormattableString.Invariant($"shorter side {ShorterSide} and centre crop");
        if (Orientation == Orientation.AsStored) yield return "Exif orientation ignored";
    }
}
