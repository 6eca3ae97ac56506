namespace Freeze.Kernels;

/// <summary>For layers of few channels.</summary>
public readonly struct Tile16X64 : IConvolutionTile
{
    /// <inheritdoc/>
    public static int Rows => 16;

    /// <inheritdoc/>
    public static int Columns => 64;

    /// <inheritdoc/>
    public static int Threads => 64;

    /// <inheritdoc/>
    public static int SharedWeights => 256;

    /// <inheritdoc/>
    public static int SharedInputs => 1024;
}
