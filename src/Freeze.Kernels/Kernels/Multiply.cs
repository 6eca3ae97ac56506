namespace Freeze.Kernels;

/// <summary>The product.</summary>
public readonly struct Multiply : ICombination
{
    /// <inheritdoc/>
    public static float Apply(float first, float second) => first * second;
}
