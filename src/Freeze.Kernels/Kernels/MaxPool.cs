using ILGPU;

namespace Freeze.Kernels;

/// <summary>The largest pixel; padding never wins.</summary>
public readonly struct MaxPool : IWindow
{
    /// <inheritdoc/>
    public static float Start => float.NegativeInfinity;

    /// <inheritdoc/>
    public static float Include(float value, float pixel) => IntrinsicMath.Max(value, pixel);

    /// <inheritdoc/>
    public static float Finish(float value, int count) => value;
}
