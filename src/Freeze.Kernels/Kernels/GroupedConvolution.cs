using ILGPU;

namespace Freeze.Kernels;

/// <summary>Depthwise convolutions, and others whose groups have too few channels to fill a tile: a thread for each result.</summary>
public static class GroupedConvolution
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Convolves. The grid is stretches of an image's results x images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="residual">Offset of the residual; -1 when there is none.</param>
    /// <param name="weight">Offset of the weights, [output channels][input channels of a group][taps].</param>
    /// <param name="bias">Offset of the bias.</param>
    /// <param name="channels">Input channels of a group.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="filters">Output channels of a group.</param>
    /// <param name="outHeight">Height of the output.</param>
    /// <param name="outWidth">Width of the output.</param>
    /// <param name="kernelHeight">Taps down.</param>
    /// <param name="kernelWidth">Taps across.</param>
    /// <param name="strideY">Step of the kernel down.</param>
    /// <param name="strideX">Step of the kernel across.</param>
    /// <param name="padY">Padding above.</param>
    /// <param name="padX">Padding to the left.</param>
    /// <param name="dilationY">Distance of taps down.</param>
    /// <param name="dilationX">Distance of taps across.</param>
    /// <param name="activation">Number of the activation.</param>
    /// <param name="half">1 where the weights are half floats, whose offset counts in them; 0 where they are floats.</param>
    /// <param name="outChannels">Output channels of all groups.</param>
    public static void Convolve(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int residual, int weight, int bias,
        int channels, int height, int width, int filters, int outHeight, int outWidth,
        int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int dilationY, int dilationX, int activation,
        int half, int outChannels)
    {
        var pixels = outHeight * outWidth;
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= outChannels * pixels || Grid.IdxY >= Live.Count(live)) return;
        var outChannel = i / pixels;
        var pixel = i - outChannel * pixels;
        var outY = pixel / outWidth;
        var top = outY * strideY - padY;
        var left = (pixel - outY * outWidth) * strideX - padX;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var plane = image + input + outChannel / filters * channels * height * width;
        var taps = weight + outChannel * channels * kernelHeight * kernelWidth;
        var sum = weights[bias + outChannel];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var tapY = 0; tapY < kernelHeight; tapY++)
            {
                var y = top + tapY * dilationY;
                if (y < 0 || y >= height) continue;
                for (var tapX = 0; tapX < kernelWidth; tapX++)
                {
                    var x = left + tapX * dilationX;
                    if (x < 0 || x >= width) continue;
                    var weightAt = taps + (channel * kernelHeight + tapY) * kernelWidth + tapX;
                    sum += arena[plane + (channel * height + y) * width + x] * HalfFloats.Read(weights, weightAt, half);
                }
            }
        }

        if (residual >= 0) sum += arena[image + residual + i];
        arena[image + output + i] = Functions.Apply(sum, activation);
    }
}
