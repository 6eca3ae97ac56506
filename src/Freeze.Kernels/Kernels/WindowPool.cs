using ILGPU;

namespace Freeze.Kernels;

/// <summary>Pooling over windows: a thread for each result.</summary>
public static class WindowPool
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Pools. The grid is stretches of an image's results x images.</summary>
    /// <typeparam name="T">What is taken of a window.</typeparam>
    /// <param name="arena">Activations.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="outHeight">Height of the output.</param>
    /// <param name="outWidth">Width of the output.</param>
    /// <param name="kernelHeight">Height of the window.</param>
    /// <param name="kernelWidth">Width of the window.</param>
    /// <param name="strideY">Step of the window down.</param>
    /// <param name="strideX">Step of the window across.</param>
    /// <param name="padY">Padding above.</param>
    /// <param name="padX">Padding to the left.</param>
    /// <param name="countPadding">1 when padding counts as zeros, 0 when only pixels inside the image count.</param>
    public static void Pool<T>(
        ArrayView<float> arena, ArrayView<int> live, int arenaStride, int input, int output,
        int channels, int height, int width, int outHeight, int outWidth,
        int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int countPadding)
        where T : unmanaged, IWindow
    {
        var pixels = outHeight * outWidth;
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= channels * pixels || Grid.IdxY >= Live.Count(live)) return;
        var channel = i / pixels;
        var pixel = i - channel * pixels;
        var outY = pixel / outWidth;
        var top = outY * strideY - padY;
        var left = (pixel - outY * outWidth) * strideX - padX;
        var firstY = IntrinsicMath.Max(top, 0);
        var endY = IntrinsicMath.Min(top + kernelHeight, height);
        var firstX = IntrinsicMath.Max(left, 0);
        var endX = IntrinsicMath.Min(left + kernelWidth, width);
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var plane = image + input + channel * height * width;
        var value = T.Start;
        for (var y = firstY; y < endY; y++)
            for (var x = firstX; x < endX; x++) value = T.Include(value, arena[plane + y * width + x]);
        arena[image + output + i] = T.Finish(value, countPadding != 0 ? kernelHeight * kernelWidth : (endY - firstY) * (endX - firstX));
    }
}
