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
