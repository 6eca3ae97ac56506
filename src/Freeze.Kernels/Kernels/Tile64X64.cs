namespace Freeze.Kernels;

/// <summary>For layers with enough channels and pixels to fill a GPU.</summary>
public readonly struct Tile64X64 : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 64;

    /// <inheritdoc/>
    public static int Columns => 64;

    /// <inheritdoc/>
    public static int Threads => 256;

    /// <inheritdoc/>
    public static int SharedWeights => 1024;

    /// <inheritdoc/>
    public static int SharedInputs => 1024;
}
