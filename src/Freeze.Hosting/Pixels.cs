namespace Freeze.Hosting;

/// <summary>A picture in memory.</summary>
/// <param name="Rgb">Interleaved bytes, [height][width][channels], upright, red first; a network of one channel takes grey or RGB.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public readonly record struct Pixels(ReadOnlyMemory<byte> Rgb, int Width, int Height)
{
    /// <summary>Whether it is the network's image already, with its size and channels, and is neither resized nor cropped.</summary>
    public bool IsPrepared { get; init; }
}
