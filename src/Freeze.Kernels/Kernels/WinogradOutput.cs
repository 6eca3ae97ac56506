using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The third kernel of F(2x2, 3x3): products at 16 points become 2 x 2 results, and the epilogue follows. A thread for each tile of each output
/// channel. See <see cref="WinogradInput"/>.
/// </summary>
public static class WinogradOutput
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Transforms. The grid is stretches of output channels x tiles.</summary>
    /// <param name="points">Holds the products, [16 points][output channels][tiles].</param>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="products">Offset of the products.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="output">Offset of the output in the arena.</param>
    /// <param name="residual">Offset of the residual, which has the output's shape and may be the output; -1 when there is none.</param>
    /// <param name="bias">Offset of the bias.</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="outHeight">Height of the output.</param>
    /// <param name="outWidth">Width of the output.</param>
    /// <param name="tilesY">Tiles down an image.</param>
    /// <param name="tilesX">Tiles across.</param>
    /// <param name="first">First tile of the stretch, of the tiles of all images under way.</param>
    /// <param name="tiles">Tiles of the stretch, if there are as many.</param>
    /// <param name="activation">Number of the activation.</param>
    public static void Transform(
        ArrayView<float> points, ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int products, int arenaStride, int output, int residual, int bias, int filters, int outHeight, int outWidth, int tilesY, int tilesX,
        int first, int tiles, int activation)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= filters * tiles) return;
        var filter = i / tiles;
        var tile = first + i - filter * tiles;
        var image = tile / (tilesY * tilesX);
        if (image >= Live.Count(live)) return;
        tile -= image * tilesY * tilesX;
        var tileY = tile / tilesX;
        var y = tileY * 2;
        var x = (tile - tileY * tilesX) * 2;
        var step = filters * tiles;
        var row0 = Row(points, products + i, step);
        var row1 = Row(points, products + i + 4 * step, step);
        var row2 = Row(points, products + i + 8 * step, step);
        var row3 = Row(points, products + i + 12 * step, step);
        var left = new Four(row0.A, row1.A, row2.A, row3.A);
        var right = new Four(row0.B, row1.B, row2.B, row3.B);
        var results = LocalMemory.Allocate1D<float>(4);
        results[0] = left.First();
        results[1] = right.First();
        results[2] = left.Second();
        results[3] = right.Second();
        var start = Live.Slot(live, image) * arenaStride + filter * outHeight * outWidth;
        for (var r = 0; r < 4; r++)
        {
            // The last tiles hang over where the output's sides are odd.
            var outY = y + r / 2;
            var outX = x + r % 2;
            if (outY >= outHeight || outX >= outWidth) continue;
            var at = start + outY * outWidth + outX;
            var value = results[r] + weights[bias + filter];
            if (residual >= 0) value += arena[at + residual];
            arena[at + output] = Functions.Apply(value, activation);
        }
    }

    // The two results of a row, in the first two places.
    private static Four Row(ArrayView<float> points, int at, int step)
    {
        var row = new Four(points[at], points[at + step], points[at + 2 * step], points[at + 3 * step]);
        return new Four(row.First(), row.Second(), 0f, 0f);
    }
}
