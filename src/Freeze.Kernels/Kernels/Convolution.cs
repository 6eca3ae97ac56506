using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// Convolution as a matrix product that is never written down: rows are output channels, columns the pixels of all images, and the depth runs over
/// input channels and taps. A group of threads computes a tile, through shared memory; each thread keeps 4 x 4 results in registers.
/// </summary>
public static class Convolution
{
    /// <summary>Steps along the depth between two barriers.</summary>
    public const int Depth = 16;

    /// <summary>Convolves. The grid is tiles of pixels x tiles of output channels x groups of channels.</summary>
    /// <typeparam name="T">The tile.</typeparam>
    /// <param name="arena">Activations, a stretch for each image; in each a tensor is [channels][height][width].</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="residual">Offset of the residual, which has the output's shape and may be the output; -1 when there is none.</param>
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
    public static void Convolve<T>(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int residual, int weight, int bias,
        int channels, int height, int width, int filters, int outHeight, int outWidth,
        int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int dilationY, int dilationX, int activation, int half)
        where T : unmanaged, IConvolutionTile
    {
        var shape = new ConvolutionShape(
            channels, height, width, filters, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padY, padX, dilationY, dilationX);
        var pixels = shape.Pixels;
        var columns = Live.Count(live) * pixels;
        var firstColumn = Grid.IdxX * T.Columns;
        if (firstColumn >= columns) return;
        var firstRow = Grid.IdxY * T.Rows;
        var group = Grid.IdxZ;
        var results = LocalMemory.Allocate1D<float>(16);
        Accumulate<T>(arena, weights, live, arenaStride, input, weight, group, 0, shape.Depth, half, shape).CopyTo(results);
        for (var i = 0; i < 16; i++)
        {
            var row = firstRow + Sums.Row<T>(i);
            var column = firstColumn + Sums.Column<T>(i);
            if (row >= filters || column >= columns) continue;
            var image = column / pixels;
            var start = Live.Slot(live, image) * arenaStride + (group * filters + row) * pixels + column - image * pixels;
            var value = results[i] + weights[bias + group * filters + row];
            if (residual >= 0) value += arena[start + residual];
            arena[start + output] = Functions.Apply(value, activation);
        }
    }

    /// <summary>
    /// Sums a part of the depth, for layers whose tiles are too few to keep a GPU busy; <see cref="SplitSum"/> makes results of the parts. The grid
    /// is tiles of pixels x tiles of output channels x parts.
    /// </summary>
    /// <typeparam name="T">The tile.</typeparam>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="partial">Receives the sums, [parts][output channels][pixels of the images under way].</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="weight">Offset of the weights, [output channels][input channels][taps].</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="filters">Output channels.</param>
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
    /// <param name="steps">Steps of the depth in a part.</param>
    /// <param name="half">1 where the weights are half floats, whose offset counts in them; 0 where they are floats.</param>
    public static void Part<T>(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<float> partial, ArrayView<int> live,
        int arenaStride, int input, int weight,
        int channels, int height, int width, int filters, int outHeight, int outWidth,
        int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int dilationY, int dilationX, int steps, int half)
        where T : unmanaged, IConvolutionTile
    {
        var shape = new ConvolutionShape(
            channels, height, width, filters, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padY, padX, dilationY, dilationX);
        var columns = Live.Count(live) * shape.Pixels;
        var firstColumn = Grid.IdxX * T.Columns;
        if (firstColumn >= columns) return;
        var firstRow = Grid.IdxY * T.Rows;
        var part = Grid.IdxZ;
        var end = IntrinsicMath.Min((part + 1) * steps, shape.Depth);
        var results = LocalMemory.Allocate1D<float>(16);
        Accumulate<T>(arena, weights, live, arenaStride, input, weight, 0, part * steps, end, half, shape).CopyTo(results);
        for (var i = 0; i < 16; i++)
        {
            var row = firstRow + Sums.Row<T>(i);
            var column = firstColumn + Sums.Column<T>(i);
            if (row < filters && column < columns) partial[(part * filters + row) * columns + column] = results[i];
        }
    }

    /// <summary>Sums the products of a stretch of the depth for the results of this thread.</summary>
    private static Sums Accumulate<T>(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live, int arenaStride, int input, int weight, int group, int first, int end,
        int half, ConvolutionShape shape)
        where T : unmanaged, IConvolutionTile
    {
        var sharedWeights = SharedMemory.Allocate<float>(T.SharedWeights);
        var sharedInputs = SharedMemory.Allocate<float>(T.SharedInputs);

        // Each thread fetches one column of the input's tile throughout: its pixel is worked out once.
        var thread = Group.IdxX;
        var ownColumn = thread % T.Columns;
        var isColumn = Grid.IdxX * T.Columns + ownColumn < Live.Count(live) * shape.Pixels;
        var column = isColumn ? Grid.IdxX * T.Columns + ownColumn : 0;
        var image = column / shape.Pixels;
        var pixel = column - image * shape.Pixels;
        var outY = pixel / shape.OutWidth;
        var top = outY * shape.StrideY - shape.PadY;
        var left = (pixel - outY * shape.OutWidth) * shape.StrideX - shape.PadX;
        var source = Live.Slot(live, image) * arenaStride + input + group * shape.Channels * shape.Height * shape.Width;
        var firstRow = Grid.IdxY * T.Rows;
        var matrix = weight + (group * shape.Filters + firstRow) * shape.Depth;

        var sums = default(Sums);
        for (var stretch = first; stretch < end; stretch += Depth)
        {
            for (var i = thread / T.Columns; i < Depth; i += T.Threads / T.Columns)
            {
                var value = 0f;
                var step = stretch + i;
                if (isColumn && step < end)
                {
                    var channel = step / shape.Taps;
                    var tap = step - channel * shape.Taps;
                    var tapY = tap / shape.KernelWidth;
                    var y = top + tapY * shape.DilationY;
                    var x = left + (tap - tapY * shape.KernelWidth) * shape.DilationX;
                    if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width)
                        value = arena[source + (channel * shape.Height + y) * shape.Width + x];
                }

                sharedInputs[i * T.Columns + ownColumn] = value;
            }

            // Neighbouring threads read neighbouring steps of a row: those lie side by side in memory.
            for (var i = thread; i < Depth * T.Rows; i += T.Threads)
            {
                var row = i / Depth;
                var step = i % Depth;
                var value = 0f;
                if (firstRow + row < shape.Filters && stretch + step < end)
                    value = HalfFloats.Read(weights, matrix + row * shape.Depth + stretch + step, half);
                sharedWeights[step * T.Rows + row] = value;
            }

            Group.Barrier();
            sums.Add<T>(sharedWeights, sharedInputs);
            Group.Barrier();
        }

        return sums;
    }
}
