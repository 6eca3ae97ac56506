using System.Runtime.Intrinsics;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// An image of few channels taken apart by phase: the pixels that lie within one step of the stride become one pixel, with channels
/// [phase of rows][phase of columns][channel of the image]. A convolution with that stride becomes one with stride 1 and a smaller kernel.
/// </summary>
/// <typeparam name="T">The algorithm.</typeparam>
internal static unsafe class ImagePhases<T>
    where T : struct, IWinograd
{
    /// <summary>Takes a tile apart.</summary>
    /// <param name="source">Its first pixel in the image.</param>
    /// <param name="rowStride">Floats from one row of the image to the next.</param>
    /// <param name="channels">Channels of the image, at most four.</param>
    /// <param name="target">Receives its pixels, each in a block of its own; what is beyond the channels of a pixel is nobody's.</param>
    public static void OfTile(float* source, nint rowStride, int channels, float* target)
    {
        // Eight floats each: what is more than a row's part is overwritten by the next row's. Behind an image's last pixel there are results, and at
        // least a line of nothing, in every arena.
        nint part = T.Phases * channels;
        for (var y = 0; y < T.Inputs; y++, source += T.Phases * rowStride)
        for (var x = 0; x < T.Inputs; x++, target += Shape.Block)
        for (var phase = 0; phase < T.Phases; phase++)
            Vector256.Load(source + x * part + phase * rowStride).Store(target + phase * part);
    }

    /// <summary>Takes a kernel apart for 16 outputs, [row][column][channel of a pixel][16 outputs]; taps that it lacks stay as they are.</summary>
    /// <param name="taps">The kernel, [row][column][channel of the image][16 outputs].</param>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="phases">Receives them.</param>
    public static void OfKernel(ReadOnlySpan<float> taps, int channels, Span<float> phases)
    {
        var floats = channels * Shape.Block;
        for (var y = 0; y < T.Kernel; y++)
        for (var x = 0; x < T.Kernel; x++)
        {
            var tap = y / T.Phases * T.Taps + x / T.Phases;
            var phase = (tap * T.Phases + y % T.Phases) * T.Phases + x % T.Phases;
            taps.Slice((y * T.Kernel + x) * floats, floats).CopyTo(phases[(phase * floats)..]);
        }
    }
}
