using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels;

/// <summary>
/// The channels of each pixel brought to mean 0 and deviation 1, then scaled and shifted: a thread for each pixel. The variance is summed from
/// differences to the mean: sums of squares would lose what little is left between two large numbers.
/// </summary>
public static class LayerNorm
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 64;

    /// <summary>Normalises. The grid is stretches of an image's pixels x images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="scale">Offset of the scales.</param>
    /// <param name="shift">Offset of the shifts.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="area">Pixels.</param>
    /// <param name="activation">Number of the activation.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Apply(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int scale, int shift, int channels, int area, int activation, float epsilon)
    {
        var pixel = Grid.IdxX * GroupSize + Group.IdxX;
        if (pixel >= area || Grid.IdxY >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var read = image + input + pixel;
        var write = image + output + pixel;
        var sum = 0f;
        for (var c = 0; c < channels; c++) sum += arena[read + c * area];
        var mean = sum / channels;
        var squares = 0f;
        for (var c = 0; c < channels; c++)
        {
            var difference = arena[read + c * area] - mean;
            squares += difference * difference;
        }

        var factor = 1f / XMath.Sqrt(squares / channels + epsilon);
        for (var c = 0; c < channels; c++)
        {
            var value = (arena[read + c * area] - mean) * factor * weights[scale + c] + weights[shift + c];
            arena[write + c * area] = Functions.Apply(value, activation);
        }
    }
}
