using ILGPU;

namespace Freeze.Kernels;

/// <summary>How images enter: interleaved bytes become normalised values, channel by channel.</summary>
public static class Pixels
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>Normalises all images of a pass; the grid has a thread for each value of an image, and a row for each image.</summary>
    /// <param name="pixels">Interleaved bytes, [image][height][width][channels].</param>
    /// <param name="table">Value of each byte in each channel, [channels, 256]: the same numbers as on every other device.</param>
    /// <param name="means">
    /// What is subtracted from the values, [channels][height][width], where <paramref name="subtracts"/> says so.
    /// </param>
    /// <param name="arena">Receives [channels][height][width] at the start of each image's arena.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="area">Height times width.</param>
    /// <param name="reversed">1 where the network's first channel is the pixels' last.</param>
    /// <param name="subtracts">1 where there are means.</param>
    public static void Enter(
        ArrayView<byte> pixels, ArrayView<float> table, ArrayView<float> means, ArrayView<float> arena,
        int arenaStride, int channels, int area, int reversed, int subtracts)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= channels * area) return;
        var channel = i / area;
        var pixel = i - channel * area;
        var from = reversed != 0 ? channels - 1 - channel : channel;

        // ILGPU's OpenCL C reads bytes as signed ones.
        var value = table[channel * 256 + (pixels[(Grid.IdxY * area + pixel) * channels + from] & 255)];
        if (subtracts != 0) value -= means[i];
        arena[Grid.IdxY * arenaStride + i] = value;
    }
}
