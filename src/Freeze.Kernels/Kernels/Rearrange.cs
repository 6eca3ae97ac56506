using ILGPU;

namespace Freeze.Kernels;

/// <summary>Elements in another order, some left out or repeated: a thread for each result.</summary>
public static class Rearrange
{
    /// <summary>Threads in a group.</summary>
    public const int GroupSize = 256;

    /// <summary>
    /// Copies a view over the input, of up to 8 axes, the first one outermost; axes that it lacks have the length 1. The grid is
    /// stretches of an image's results x images.
    /// </summary>
    /// <param name="arena">Activations.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="arenaStride">Floats from one image's arena to the next.</param>
    /// <param name="input">Offset in the arena of the element at which the view begins.</param>
    /// <param name="output">Offset of the output.</param>
    /// <param name="values">Results of an image.</param>
    /// <param name="length1">Length of the first axis.</param>
    /// <param name="length2">Length of the second axis.</param>
    /// <param name="length3">Length of the third axis.</param>
    /// <param name="length4">Length of the fourth axis.</param>
    /// <param name="length5">Length of the fifth axis.</param>
    /// <param name="length6">Length of the sixth axis.</param>
    /// <param name="length7">Length of the seventh axis.</param>
    /// <param name="length8">Length of the last axis.</param>
    /// <param name="stride1">Elements of the input from one index of the first axis to the next.</param>
    /// <param name="stride2">The same of the second axis.</param>
    /// <param name="stride3">The same of the third axis.</param>
    /// <param name="stride4">The same of the fourth axis.</param>
    /// <param name="stride5">The same of the fifth axis.</param>
    /// <param name="stride6">The same of the sixth axis.</param>
    /// <param name="stride7">The same of the seventh axis.</param>
    /// <param name="stride8">The same of the last axis.</param>
    public static void Gather(
        ArrayView<float> arena, ArrayView<int> live, int arenaStride, int input, int output, int values,
        int length1, int length2, int length3, int length4, int length5, int length6, int length7, int length8,
        int stride1, int stride2, int stride3, int stride4, int stride5, int stride6, int stride7, int stride8)
    {
        var i = Grid.IdxX * GroupSize + Group.IdxX;
        if (i >= values || Grid.IdxY >= Live.Count(live)) return;
        var image = Live.Slot(live, Grid.IdxY) * arenaStride;
        var place = new Place(i, image + input)
            .Along(length8, stride8).Along(length7, stride7).Along(length6, stride6).Along(length5, stride5)
            .Along(length4, stride4).Along(length3, stride3).Along(length2, stride2).Along(length1, stride1);
        arena[image + output + i] = arena[place.At];
    }

    // Where the view has come to: what the axes so far leave of the result's number, and the element that they lead to.
    private readonly struct Place(int rest, int at)
    {
        public int At { get; } = at;

        private int Rest { get; } = rest;

        public Place Along(int length, int stride)
        {
            if (length == 1) return this;
            var next = Rest / length;
            return new Place(next, At + (Rest - next * length) * stride);
        }
    }
}
