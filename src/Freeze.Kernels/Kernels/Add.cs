namespace Freeze.Kernels;

/// <summary>The sum.</summary>
public readonly struct Add : ICombination
{
    /// <inheritdoc/>
    public static float Apply(float first, float second) => first + second;
}
