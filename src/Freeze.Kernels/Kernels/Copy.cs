using ILGPU;

namespace Freeze.Kernels;

/// <summary>Copies a stretch of every image: what joining tensors along the channels comes to, and how outputs are gathered.</summary>
public static class Copy
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Copies. The grid is stretches of an image's values x images.</summary>
    /// <param name="source">Holds the values of each image.</param>
    /// <param name="target">Receives them.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="sourceStride">Floats from one image's source to the next.</param>
    /// <param name="input">Offset in the source.</param>
    /// <param name="targetStride">Floats from one image's target to the next.</param>
    /// <param name="output">Offset in the target.</param>
    /// <param name="values">Values of an image.</param>
    public static void Move(
        ArrayView<float> source, ArrayView<float> target, ArrayView<int> live,
        int sourceStride, int input, int targetStride, int output, int values)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= values || Grid.IdxY >= Live.Count(live)) return;
        var slot = Live.Slot(live, Grid.IdxY);
        target[slot * targetStride + output + i] = source[slot * sourceStride + input + i];
    }
}
