namespace Freeze.Kernels;

/// <summary>What two values make together.</summary>
public interface ICombination
{
    /// <summary>Combines two values.</summary>
    /// <param name="first">Of the first tensor.</param>
    /// <param name="second">Of the second one.</param>
    static abstract float Apply(float first, float second);
}
