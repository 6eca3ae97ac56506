using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// Where a tile's results go, to be fetched while its last products are summed: layers with few input channels would otherwise wait for the lines
/// that they write, and for those of the residual, as long as they multiply. Four lines of pixels, one during each run of products.
/// </summary>
internal readonly unsafe struct OutputLines
{
    /// <param name="line">The row of results.</param>
    /// <param name="x">The tile's first pixel in it.</param>
    public OutputLines(in EpilogueLine line, int x)
    {
        Step = Shape.Block;
        Third = line.Output + (nint)x * Shape.Block;
        Fourth = Third + line.OutputToSecond;
        First = line.Residual == null ? Third : line.Residual + (nint)x * Shape.Block;
        Second = First + (line.Residual == null ? line.OutputToSecond : line.ResidualToSecond);
    }

    /// <summary>The residual of the first vector, or else its results.</summary>
    public float* First { get; }

    /// <summary>The residual of the second vector, or else its results.</summary>
    public float* Second { get; }

    /// <summary>The results of the first vector.</summary>
    public float* Third { get; }

    /// <summary>The results of the second vector.</summary>
    public float* Fourth { get; }

    /// <summary>Floats from one fetch to the next; 0 where nothing is fetched.</summary>
    public nint Step { get; }
}
