using Freeze.Layers;

namespace Freeze;

/// <summary>The image that a network takes, and how a picture becomes one. A pixel v becomes (v / 255 - Mean) / Deviation, channel by channel.</summary>
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

    /// <summary>Length in pixels that a picture's shorter side is brought to before its centre is cut out; 0 where pictures are stretched.</summary>
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

    /// <summary>Preprocessing in one line, which a certificate names.</summary>
    public string Describe() => FormattableString.Invariant(
        $"{Channels}x{Height}x{Width}, mean [{string.Join(", ", Mean)}], deviation [{string.Join(", ", Deviation)}]{DescribeOptions()}");

    /// <summary>Whatever is not the default; certificates and weights that know none of it read as they always did.</summary>
    internal string DescribeOptions() =>
        (Order == ChannelOrder.Bgr ? ", blue first" : "")
        + (MeanImage ? ", mean image" : "")
        + (ShorterSide > 0 ? FormattableString.Invariant($", shorter side {ShorterSide} and centre crop") : "")
        + (Orientation == Orientation.AsStored ? ", Exif orientation ignored" : "");
}
