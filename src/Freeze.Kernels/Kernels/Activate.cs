using ILGPU;

namespace Freeze.Kernels;

/// <summary>An activation of its own.</summary>
public static class Activate
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Applies a function. The grid is stretches of an image's values x images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="values">Values of an image.</param>
    /// <param name="activation">Number of the function.</param>
    /// <param name="alpha">Its first parameter.</param>
    /// <param name="beta">Its second parameter.</param>
    public static void Apply(
        ArrayView<float> arena, ArrayView<int> live, int arenaStride, int input, int output, int values, int activation, float alpha, float beta)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= values || Grid.IdxY >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        arena[image + output + i] = Functions.Apply(arena[image + input + i], activation, alpha, beta);
    }
}
