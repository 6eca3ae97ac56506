using ILGPU;

namespace Freeze.Kernels;

/// <summary>Rows and columns picked from the input, or mixed from two neighbours each: a thread for each result.</summary>
public static class Resample
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Resamples. The grid is stretches of an image's results x images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="rows">Offset of the place in the input of each row of the result, in pixels, from 0 to the last one.</param>
    /// <param name="columns">Offset of the places of the columns.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="outHeight">Height of the output.</param>
    /// <param name="outWidth">Width of the output.</param>
    public static void Pick(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int rows, int columns, int channels, int height, int width, int outHeight, int outWidth)
    {
        var pixels = outHeight * outWidth;
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= channels * pixels || Grid.IdxY >= Live.Count(live)) return;
        var channel = i / pixels;
        var pixel = i - channel * pixels;
        var outY = pixel / outWidth;
        var placeY = weights[rows + outY];
        var placeX = weights[columns + pixel - outY * outWidth];
        var y = (int)placeY;
        var x = (int)placeX;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var upper = image + input + (channel * height + y) * width;
        var lower = upper + (y + 1 < height ? width : 0);
        var value = Along(arena, upper, x, width, placeX - x);

        // A neighbour of no weight is not read into the sum: it may be infinite.
        if (placeY > y) value = Mix(value, Along(arena, lower, x, width, placeX - x), placeY - y);
        arena[image + output + i] = value;
    }

    private static float Along(ArrayView<float> arena, int row, int x, int width, float weight)
    {
        var left = arena[row + x];
        return weight > 0f && x + 1 < width ? Mix(left, arena[row + x + 1], weight) : left;
    }

    private static float Mix(float first, float second, float weight) => first * (1f - weight) + second * weight;
}
