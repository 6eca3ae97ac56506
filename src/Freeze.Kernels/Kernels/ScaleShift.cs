using ILGPU;

namespace Freeze.Kernels;

/// <summary>Scale and shift for each channel, or for each element.</summary>
public static class ScaleShift
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Scales and shifts. The grid is stretches of an image's values x images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="scale">Offset of the scales.</param>
    /// <param name="shift">Offset of the shifts.</param>
    /// <param name="values">Values of an image.</param>
    /// <param name="area">Values that share a scale and a shift: those of a channel, or 1.</param>
    /// <param name="activation">Number of the activation.</param>
    public static void Apply(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int scale, int shift, int values, int area, int activation)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= values || Grid.IdxY >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var own = i / area;
        arena[image + output + i] = Functions.Apply(arena[image + input + i] * weights[scale + own] + weights[shift + own], activation);
    }
}
