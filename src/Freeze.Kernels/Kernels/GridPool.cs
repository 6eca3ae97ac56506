using ILGPU;

namespace Freeze.Kernels;

/// <summary>Mean over the cells of a grid: the first step of a probe, and with a single cell the global average pool.</summary>
public static class GridPool
{
    /// <summary>Threads in a group; a power of two, as the reduction halves it.</summary>
    public const int GroupSize = 64;

    /// <summary>Pools. The grid has a group for each cell of each channel, and a row for each image.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="target">Receives the means in channel, row, column order.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="targetStride">Floats from one image's target to the next.</param>
    /// <param name="output">Offset of the means in the target.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="cells">Cells on a side.</param>
    public static void Pool(
        ArrayView<float> arena, ArrayView<float> target, ArrayView<int> live,
        int arenaStride, int input, int targetStride, int output, int height, int width, int cells)
    {
        var shared = SharedMemory.Allocate<float>(GroupSize);
        if (Grid.IdxY >= Live.Count(live)) return;
        var channel = Grid.IdxX / (cells * cells);
        var cell = Grid.IdxX - channel * cells * cells;
        var cellY = cell / cells;
        var cellX = cell - cellY * cells;

        // Cells of an uneven grid overlap by a pixel, as in adaptive average pooling.
        var firstY = cellY * height / cells;
        var endY = ((cellY + 1) * height + cells - 1) / cells;
        var firstX = cellX * width / cells;
        var endX = ((cellX + 1) * width + cells - 1) / cells;
        var columns = endX - firstX;
        var area = (endY - firstY) * columns;

        var slot = Live.Slot(live, Grid.IdxY);
        var plane = slot * arenaStride + input + channel * height * width;
        var thread = Group.IdxX;
        var sum = 0f;
        for (var i = thread; i < area; i += GroupSize)
        {
            var y = i / columns;
            sum += arena[plane + (firstY + y) * width + firstX + i - y * columns];
        }

        shared[thread] = sum;
        Group.Barrier();
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            if (thread < half) shared[thread] += shared[thread + half];
            Group.Barrier();
        }

        if (thread == 0) target[slot * targetStride + output + Grid.IdxX] = shared[0] / area;
    }
}
