namespace Freeze.Hosting;

/// <summary>An image in memory.</summary>
/// <param name="Rgb">Interleaved bytes, [height][width][channels].</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public readonly record struct Pixels(ReadOnlyMemory<byte> Rgb, int Width, int Height);
