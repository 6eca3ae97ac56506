using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels;

/// <summary>Softmax over the channels of a single pixel, or its logarithm: a group of threads for each image.</summary>
public static class Softmax
{
    /// <summary>Threads in a group; a power of two, as the reductions halve it.</summary>
    public const int GroupSize = 128;

    /// <summary>Normalises. The grid is images.</summary>
    /// <param name="arena">Activations.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset of the input in the arena.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="logarithm">1 for the logarithm, which is taken without dividing.</param>
    public static void Apply(ArrayView<float> arena, ArrayView<int> live, int arenaStride, int input, int output, int channels, int logarithm)
    {
        var shared = SharedMemory.Allocate<float>(GroupSize);
        if (Grid.IdxX >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxX) * arenaStride;
        var thread = Group.IdxX;
        var most = float.NegativeInfinity;
        for (var i = thread; i < channels; i += GroupSize) most = IntrinsicMath.Max(most, arena[image + input + i]);
        shared[thread] = most;
        Group.Barrier();
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            if (thread < half) shared[thread] = IntrinsicMath.Max(shared[thread], shared[thread + half]);
            Group.Barrier();
        }

        // Everybody has read the maximum before the sums overwrite it.
        most = shared[0];
        Group.Barrier();
        var sum = 0f;
        for (var i = thread; i < channels; i += GroupSize) sum += XMath.Exp(arena[image + input + i] - most);
        shared[thread] = sum;
        Group.Barrier();
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            if (thread < half) shared[thread] += shared[thread + half];
            Group.Barrier();
        }

        sum = shared[0];
        for (var i = thread; i < channels; i += GroupSize)
        {
            var value = arena[image + input + i] - most;
            arena[image + output + i] = logarithm != 0 ? value - XMath.Log(sum) : XMath.Exp(value) / sum;
        }
    }
}
