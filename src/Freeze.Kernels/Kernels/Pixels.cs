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
    /// <param name="arena">Receives [channels][height][width] at the start of each image's arena.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="area">Height times width.</param>
    public static void Enter(
        ArrayView<byte> pixels, ArrayView<float> table, ArrayView<float> arena, int arenaStride, int channels, int area)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= channels * area) return;
        var channel = i / area;
        var pixel = i - channel * area;

        // ILGPU's OpenCL C reads bytes as signed ones.
        var value = pixels[(Grid.IdxY * area + pixel) * channels + channel] & 255;
        arena[Grid.IdxY * arenaStride + i] = table[channel * 256 + value];
    }
}
