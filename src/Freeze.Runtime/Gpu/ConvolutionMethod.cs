namespace Freeze.Gpu;

/// <summary>How a GPU computes a convolution.</summary>
internal enum ConvolutionMethod
{
    /// <summary>As a matrix product that is never written down, in tiles.</summary>
    Tiled,

    /// <summary>The same, with the depth in parts that run side by side.</summary>
    Split,

    /// <summary>F(2x2, 3x3): 16 products for 4 results, where the others need 36.</summary>
    Winograd,

    /// <summary>A thread for each result, for groups of few channels.</summary>
    Grouped,
}
