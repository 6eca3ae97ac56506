using ILGPU;

namespace Freeze.Kernels;

/// <summary>Fully connected layer: a group of threads for each output of each image. Probes use it too, for keys, hidden units and logits.</summary>
public static class Dense
{
    /// <summary>Threads in a group; a power of two, as the reduction halves it.</summary>
    public const int GroupSize = 64;

    /// <summary>Multiplies. The grid is outputs x images.</summary>
    /// <param name="source">Holds the inputs of each image.</param>
    /// <param name="weights">Holds the weights and the bias.</param>
    /// <param name="target">Receives the outputs of each image.</param>
    /// <param name="live">Images under way.</param>
    /// <param name="sourceStride">Floats from one image's source to the next.</param>
    /// <param name="input">Offset of the inputs in the source.</param>
    /// <param name="targetStride">Floats from one image's target to the next.</param>
    /// <param name="output">Offset of the outputs in the target.</param>
    /// <param name="weight">Offset of the weights, [outputs, inputs].</param>
    /// <param name="bias">Offset of the bias.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="rectify">1 to take negative inputs as zero: what feeds them stays readable as it was.</param>
    /// <param name="activation">Number of the activation.</param>
    /// <param name="half">1 where the weights are half floats, whose offset counts in them; 0 where they are floats.</param>
    public static void Multiply(
        ArrayView<float> source, ArrayView<float> weights, ArrayView<float> target, ArrayView<int> live,
        int sourceStride, int input, int targetStride, int output, int weight, int bias, int inputs, int rectify, int activation,
        int half)
    {
        var shared = SharedMemory.Allocate<float>(GroupSize);
        if (Grid.IdxY >= Live.Count(live)) return;
        var slot = Live.Slot(live, Grid.IdxY);
        var first = slot * sourceStride + input;
        var row = weight + Grid.IdxX * inputs;
        var thread = Group.IdxX;
        var sum = 0f;
        for (var i = thread; i < inputs; i += GroupSize)
        {
            var value = source[first + i];
            if (rectify != 0) value = IntrinsicMath.Max(value, 0f);
            sum += value * HalfFloats.Read(weights, row + i, half);
        }

        shared[thread] = sum;
        Group.Barrier();
        for (var reach = GroupSize / 2; reach > 0; reach /= 2)
        {
            if (thread < reach) shared[thread] += shared[thread + reach];
            Group.Barrier();
        }

        if (thread == 0) target[slot * targetStride + output + Grid.IdxX] = Functions.Apply(shared[0] + weights[bias + Grid.IdxX], activation);
    }
}
