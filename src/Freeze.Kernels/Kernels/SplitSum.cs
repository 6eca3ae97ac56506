using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The end of a convolution whose depth was split: the parts are added in their order, so that the answer is the same each time, and the epilogue
/// follows. A thread for each result.
/// </summary>
public static class SplitSum
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 128;

    /// <summary>Adds. The grid is stretches of an image's results x images.</summary>
    /// <param name="partial">The sums, [parts][output channels][pixels of the images under way].</param>
    /// <param name="arena">Activations.</param>
    /// <param name="weights">All weights of the model.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="output">Offset of the output in the arena.</param>
    /// <param name="residual">Offset of the residual; -1 when there is none.</param>
    /// <param name="bias">Offset of the bias.</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="pixels">Pixels of the output.</param>
    /// <param name="parts">Parts.</param>
    /// <param name="activation">Number of the activation.</param>
    public static void Add(
        ArrayView<float> partial, ArrayView<float> arena, ArrayView<float> weights, ArrayView<int> live,
        int arenaStride, int output, int residual, int bias, int filters, int pixels, int parts, int activation)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= filters * pixels || Grid.IdxY >= Live.Count(live)) return;
        var filter = i / pixels;
        var columns = Live.Count(live) * pixels;
        var from = filter * columns + Grid.IdxY * pixels + i - filter * pixels;
        var sum = weights[bias + filter];
        for (var part = 0; part < parts; part++) sum += partial[part * filters * columns + from];
        var at = Live.Slot(live, Grid.IdxY) * arenaStride + i;
        if (residual >= 0) sum += arena[at + residual];
        arena[at + output] = Functions.Apply(sum, activation);
    }
}
