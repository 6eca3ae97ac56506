using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The first of three kernels of a 3x3 convolution by F(2x2, 3x3) (Winograd 1980; Lavin and Gray, arXiv:1509.09308): tiles of 4 x 4 pixels, which
/// overlap by two, become values at 16 points. A thread for each tile of each channel.
/// </summary>
public static class WinogradInput
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Transforms. The grid is stretches of channels x tiles.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="points">Receives [16 points][channels][tiles].</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="tilesY">Tiles down an image.</param>
    /// <param name="tilesX">Tiles across.</param>
    /// <param name="padY">Padding above.</param>
    /// <param name="padX">Padding to the left.</param>
    /// <param name="first">First tile to transform, of the tiles of all images under way.</param>
    /// <param name="tiles">Tiles to transform, if there are as many.</param>
    public static void Transform(
        ArrayView<float> arena, ArrayView<float> points, ArrayView<int> live,
        int arenaStride, int input, int channels, int height, int width, int tilesY, int tilesX, int padY, int padX, int first, int tiles)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= channels * tiles) return;
        var channel = i / tiles;
        var tile = first + i - channel * tiles;
        var image = tile / (tilesY * tilesX);
        if (image >= Live.Count(live)) return;
        tile -= image * tilesY * tilesX;
        var tileY = tile / tilesX;
        var y = tileY * 2 - padY;
        var x = (tile - tileY * tilesX) * 2 - padX;
        var plane = Live.Slot(live, image) * arenaStride + input + channel * height * width;
        var row0 = Row(arena, plane, y, x, height, width);
        var row1 = Row(arena, plane, y + 1, x, height, width);
        var row2 = Row(arena, plane, y + 2, x, height, width);
        var row3 = Row(arena, plane, y + 3, x, height, width);
        var step = channels * tiles;
        Write(points, i, step, new Four(row0.A, row1.A, row2.A, row3.A).ToPoints());
        Write(points, i + step, step, new Four(row0.B, row1.B, row2.B, row3.B).ToPoints());
        Write(points, i + 2 * step, step, new Four(row0.C, row1.C, row2.C, row3.C).ToPoints());
        Write(points, i + 3 * step, step, new Four(row0.D, row1.D, row2.D, row3.D).ToPoints());
    }

    private static Four Row(ArrayView<float> arena, int plane, int y, int x, int height, int width)
    {
        if (y < 0 || y >= height) return default;
        var row = plane + y * width;
        return new Four(
            Pixel(arena, row, x, width), Pixel(arena, row, x + 1, width),
            Pixel(arena, row, x + 2, width), Pixel(arena, row, x + 3, width)).ToPoints();
    }

    private static float Pixel(ArrayView<float> arena, int row, int x, int width) => x >= 0 && x < width ? arena[row + x] : 0f;

    // Points of one column, which are four apart.
    private static void Write(ArrayView<float> points, int at, int step, Four values)
    {
        points[at] = values.A;
        points[at + 4 * step] = values.B;
        points[at + 8 * step] = values.C;
        points[at + 12 * step] = values.D;
    }
}
