namespace Freeze.Kernels;

/// <summary>For small layers, and for single images: more groups, fewer threads left idle at the edges.</summary>
public readonly struct Tile32X32 : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 32;

    /// <inheritdoc/>
    public static int Columns => 32;

    /// <inheritdoc/>
    public static int Threads => 64;

    /// <inheritdoc/>
    public static int SharedWeights => 512;

    /// <inheritdoc/>
    public static int SharedInputs => 512;
}
