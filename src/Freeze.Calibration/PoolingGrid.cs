using Freeze.Layers;

namespace Freeze.Calibration;

/// <summary>How finely a probe pools its activation.</summary>
public static class PoolingGrid
{
    /// <summary>Most values of a pooled activation: beyond, a projection to a key would cost more than it can save.</summary>
    public const int MaximumValues = 1024;

    /// <summary>The largest of 4, 2 and 1 cells a side that keeps the pooled activation short and divides it into equal cells.</summary>
    /// <param name="shape">Shape of the activation.</param>
    /// <param name="maximum">Most values of a pooled activation.</param>
    public static int Choose(Shape shape, int maximum = MaximumValues)
    {
        foreach (var grid in (ReadOnlySpan<int>)[4, 2])
        {
            if (shape.Channels * grid * grid <= maximum && shape.Height % grid == 0 && shape.Width % grid == 0) return grid;
        }

        return 1;
    }
}
