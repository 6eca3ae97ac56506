namespace Freeze.Kernels;

/// <summary>The mean of the pixels.</summary>
public readonly struct AveragePool : IWindow
{
    /// <inheritdoc/>
    public static float Start => 0f;

    /// <inheritdoc/>
    public static float Include(float value, float pixel) => value + pixel;

    /// <inheritdoc/>
    public static float Finish(float value, int count) => value / count;
}
