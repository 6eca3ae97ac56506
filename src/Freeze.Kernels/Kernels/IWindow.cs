namespace Freeze.Kernels;

/// <summary>What is taken of the pixels under a window.</summary>
public interface IWindow
{
    /// <summary>What there is before the first pixel.</summary>
    static abstract float Start { get; }

    /// <summary>Takes one pixel more.</summary>
    /// <param name="value">What there is so far.</param>
    /// <param name="pixel">The pixel.</param>
    static abstract float Include(float value, float pixel);

    /// <summary>The result.</summary>
    /// <param name="value">What there is after the last pixel.</param>
    /// <param name="count">Pixels that count.</param>
    static abstract float Finish(float value, int count);
}
