using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The second kernel of F(2x2, 3x3): at each of the 16 points a matrix product of weights and input, of output channels x channels and channels x
/// tiles. See <see cref="WinogradInput"/>.
/// </summary>
public static class WinogradProduct
{
    /// <summary>Multiplies. The grid is tiles of columns x tiles of output channels x points.</summary>
    /// <typeparam name="T">The tile of the matrix product.</typeparam>
    /// <param name="points">
    /// Holds the transformed input, [16 points][channels][tiles], and receives the products, [16 points][output channels][tiles].
    /// </param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="products">Offset of the products.</param>
    /// <param name="weight">Offset of the transformed weights, [16 points][channels][output channels].</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="area">Tiles of an image.</param>
    /// <param name="first">First tile of the stretch, of the tiles of all images under way.</param>
    /// <param name="tiles">Tiles of the stretch, if there are as many.</param>
    /// <param name="half">1 where the weights are half floats, whose offset counts in them; 0 where they are floats.</param>
    public static void Multiply<T>(
        ArrayView<float> points, ArrayView<float> weights, ArrayView<int> live,
        int products, int weight, int channels, int filters, int area, int first, int tiles, int half)
        where T : unmanaged, IConvolutionTile
    {
        var sharedWeights = SharedMemory.Allocate<float>(T.SharedWeights);
        var sharedInputs = SharedMemory.Allocate<float>(T.SharedInputs);
        var firstColumn = Grid.IdxX * T.Columns;
        var columns = IntrinsicMath.Min(tiles, Live.Count(live) * area - first);
        if (firstColumn >= columns) return;
        var firstRow = Grid.IdxY * T.Rows;
        var left = weight + Grid.IdxZ * channels * filters + firstRow;
        var right = Grid.IdxZ * channels * tiles + firstColumn;
        var thread = Group.IdxX;
        var sums = default(Sums);
        for (var stretch = 0; stretch < channels; stretch += Convolution.Depth)
        {
            for (var i = thread; i < T.SharedInputs; i += T.Threads)
            {
                var step = stretch + i / T.Columns;
                var column = i % T.Columns;
                var value = 0f;
                if (step < channels && firstColumn + column < columns) value = points[right + step * tiles + column];
                sharedInputs[i] = value;
            }

            for (var i = thread; i < T.SharedWeights; i += T.Threads)
            {
                var step = stretch + i / T.Rows;
                var row = i % T.Rows;
                var value = 0f;
                if (step < channels && firstRow + row < filters) value = HalfFloats.Read(weights, left + step * filters + row, half);
                sharedWeights[i] = value;
            }

            Group.Barrier();
            sums.Add<T>(sharedWeights, sharedInputs);
            Group.Barrier();
        }

        var results = LocalMemory.Allocate1D<float>(16);
        sums.CopyTo(results);
        for (var i = 0; i < 16; i++)
        {
            var row = firstRow + Sums.Row<T>(i);
            var column = firstColumn + Sums.Column<T>(i);
            if (row < filters && column < columns) points[products + (Grid.IdxZ * filters + row) * tiles + column] = results[i];
        }
    }
}
