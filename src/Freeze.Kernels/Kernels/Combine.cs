using ILGPU;

namespace Freeze.Kernels;

/// <summary>Two tensors combined value by value; a second one of a single pixel goes with every pixel.</summary>
public static class Combine
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Combines. The grid is stretches of an image's values x images.</summary>
    /// <typeparam name="T">What two values make together.</typeparam>
    /// <param name="arena">Activations.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="first">Offset of the first tensor in the arena.</param>
    /// <param name="second">Offset of the second one.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="values">Values of an image.</param>
    /// <param name="area">Values of the first tensor for each value of the second: 1, or the pixels of a channel.</param>
    /// <param name="activation">Number of the activation.</param>
    public static void Apply<T>(
        ArrayView<float> arena, ArrayView<int> live, int arenaStride, int first, int second, int output, int values, int area, int activation)
        where T : unmanaged, ICombination
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= values || Grid.IdxY >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        arena[image + output + i] = Functions.Apply(T.Apply(arena[image + first + i], arena[image + second + i / area]), activation);
    }
}
