namespace Freeze.Layers;

/// <summary>A height and a width, in pixels or taps.</summary>
/// <param name="Height">Downwards.</param>
/// <param name="Width">To the right.</param>
public readonly record struct Extent(int Height, int Width);
