namespace Freeze.Kernels;

/// <summary>Shape of the tile of results that a group of threads computes; each thread keeps 4 x 4 of them in registers.</summary>
public interface IConvolutionTile
{
    /// <summary>Output channels of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Pixels of the tile; the number of threads is a multiple of it.</summary>
    static abstract int Columns { get; }

    /// <summary>Threads in a group: rows / 4 * columns / 4.</summary>
    static abstract int Threads { get; }

    /// <summary>Floats of shared memory for the weights: rows times <see cref="Convolution.Depth"/>.</summary>
    static abstract int SharedWeights { get; }

    /// <summary>Floats of shared memory for the input: columns times <see cref="Convolution.Depth"/>.</summary>
    static abstract int SharedInputs { get; }
}

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
