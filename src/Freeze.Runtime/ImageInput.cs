using Freeze.Layers;

namespace Freeze;

/// <summary>The image that a network takes. A pixel v becomes (v / 255 - Mean) / Deviation, channel by channel.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public sealed record ImageInput(int Channels, int Height, int Width)
{
    /// <summary>Width of the zero border in pixels.</summary>
    public int Halo { get; init; }

    /// <summary>Mean of each channel with pixels in 0..1; empty means zero.</summary>
    public float[] Mean { get; init; } = [];

    /// <summary>Standard deviation of each channel with pixels in 0..1; empty means one.</summary>
    public float[] Deviation { get; init; } = [];

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
        $"{Channels}x{Height}x{Width}, mean [{string.Join(", ", Mean)}], deviation [{string.Join(", ", Deviation)}]");
}
