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
    public static void Convolve<T>(
        ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int input, int output, int residual, int weight, int bias,
        int channels, int height, int width, int filters, int outHeight, int outWidth,
        int kernelHeight, int kernelWidth, int strideY, int strideX, int padY, int padX, int dilationY, int dilationX, int activation)
        where T : unmanaged, IConvolutionTile
    {
        var sharedWeights = SharedMemory.Allocate<float>(T.SharedWeights);
        var sharedInputs = SharedMemory.Allocate<float>(T.SharedInputs);

        var pixels = outHeight * outWidth;
        var columns = Live.Count(live) * pixels;
        var firstColumn = Grid.IdxX * T.Columns;
        if (firstColumn >= columns) return;
        var firstRow = Grid.IdxY * T.Rows;
        var group = Grid.IdxZ;
        var taps = kernelHeight * kernelWidth;
        var depth = channels * taps;

        // Each thread fetches one column of the input's tile throughout: its pixel is worked out once.
        var thread = Group.IdxX;
        var ownColumn = thread % T.Columns;
        var isColumn = firstColumn + ownColumn < columns;
        var column = isColumn ? firstColumn + ownColumn : 0;
        var image = column / pixels;
        var pixel = column - image * pixels;
        var outY = pixel / outWidth;
        var top = outY * strideY - padY;
        var left = (pixel - outY * outWidth) * strideX - padX;
        var source = Live.Slot(live, image) * arenaStride + input + group * channels * height * width;
        var matrix = weight + group * filters * depth;

        var threadColumn = thread % (T.Columns / 4);
        var threadRow = thread / (T.Columns / 4) * 4;
        float r00 = 0, r01 = 0, r02 = 0, r03 = 0, r10 = 0, r11 = 0, r12 = 0, r13 = 0;
        float r20 = 0, r21 = 0, r22 = 0, r23 = 0, r30 = 0, r31 = 0, r32 = 0, r33 = 0;

        for (var first = 0; first < depth; first += Depth)
        {
            for (var i = thread / T.Columns; i < Depth; i += T.Threads / T.Columns)
            {
                var value = 0f;
                var step = first + i;
                if (isColumn && step < depth)
                {
                    var channel = step / taps;
                    var tap = step - channel * taps;
                    var tapY = tap / kernelWidth;
                    var y = top + tapY * dilationY;
                    var x = left + (tap - tapY * kernelWidth) * dilationX;
                    if (y >= 0 && y < height && x >= 0 && x < width) value = arena[source + (channel * height + y) * width + x];
                }

                sharedInputs[i * T.Columns + ownColumn] = value;
            }

            // Neighbouring threads read neighbouring steps of a row: those lie side by side in memory.
            for (var i = thread; i < Depth * T.Rows; i += T.Threads)
            {
                var row = i / Depth;
                var step = i % Depth;
                var value = 0f;
                if (firstRow + row < filters && first + step < depth) value = weights[matrix + (firstRow + row) * depth + first + step];
                sharedWeights[step * T.Rows + row] = value;
            }

            Group.Barrier();
            for (var step = 0; step < Depth; step++)
            {
                var w = step * T.Rows + threadRow;
                var p = step * T.Columns + threadColumn;
                float w0 = sharedWeights[w], w1 = sharedWeights[w + 1], w2 = sharedWeights[w + 2], w3 = sharedWeights[w + 3];
                float p0 = sharedInputs[p], p1 = sharedInputs[p + T.Columns / 4];
                float p2 = sharedInputs[p + T.Columns / 2], p3 = sharedInputs[p + T.Columns / 4 * 3];
                r00 += w0 * p0; r01 += w0 * p1; r02 += w0 * p2; r03 += w0 * p3;
                r10 += w1 * p0; r11 += w1 * p1; r12 += w1 * p2; r13 += w1 * p3;
                r20 += w2 * p0; r21 += w2 * p1; r22 += w2 * p2; r23 += w2 * p3;
                r30 += w3 * p0; r31 += w3 * p1; r32 += w3 * p2; r33 += w3 * p3;
            }

            Group.Barrier();
        }

        // The results go through an array, so that the epilogue, with all its activations, is compiled once and not sixteen times.
        var results = LocalMemory.Allocate1D<float>(16);
        results[0] = r00; results[1] = r01; results[2] = r02; results[3] = r03;
        results[4] = r10; results[5] = r11; results[6] = r12; results[7] = r13;
        results[8] = r20; results[9] = r21; results[10] = r22; results[11] = r23;
        results[12] = r30; results[13] = r31; results[14] = r32; results[15] = r33;
        for (var i = 0; i < 16; i++)
        {
            var row = firstRow + threadRow + i / 4;
            var at = firstColumn + threadColumn + i % 4 * (T.Columns / 4);
            if (row >= filters || at >= columns) continue;
            var itsImage = at / pixels;
            var start = Live.Slot(live, itsImage) * arenaStride + (group * filters + row) * pixels + at - itsImage * pixels;
            var value = results[i] + weights[bias + group * filters + row];
            if (residual >= 0) value += arena[start + residual];
            arena[start + output] = Functions.Apply(value, activation);
        }
    }
}
