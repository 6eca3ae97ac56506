using Freeze.Layers;

namespace Freeze.Calibration;

/// <summary>How finely a probe pools its activation.</summary>
public static class PoolingGrid
{
    /// <summary>Most values of a pooled activation: beyond, a look-up would cost more than it can save.</summary>
    public const int MaximumValues = 1024;

    /// <summary>The largest of 4, 2 and 1 cells a side that keeps the pooled activation short and divides it into equal cells.</summary>
    /// <param name="shape">Shape of the activation.</param>
    public static int Choose(Shape shape)
    {
        foreach (var grid in (ReadOnlySpan<int>)[4, 2])
        {
            if (shape.Channels * grid * grid <= MaximumValues && shape.Height % grid == 0 && shape.Width % grid == 0) return grid;
        }

        return 1;
    }
}
