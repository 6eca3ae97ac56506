using System.Numerics.Tensors;

namespace Freeze.Cpu.Operators;

/// <summary>Softmax over the channels of a 1x1 tensor, shifted by the maximum so that nothing overflows.</summary>
internal static unsafe class SoftmaxOperator
{
    public static void Run(in Batch batch, int input, Layers.Softmax layer, int output)
    {
        var channels = layer.Input.Channels;
        for (var image = 0; image < batch.Count; image++)
        {
            // A layer that reads whole blocks must not meet what an earlier tensor left behind.
            new Span<float>(batch.At(image, output), layer.Output.Floats).Clear();
            var source = new ReadOnlySpan<float>(batch.At(image, input) + layer.Input.Origin, channels);
            var target = new Span<float>(batch.At(image, output) + layer.Output.Origin, channels);
            TensorPrimitives.Subtract(source, TensorPrimitives.Max(source), target);
            TensorPrimitives.Exp(target, target);
            TensorPrimitives.Divide(target, TensorPrimitives.Sum(target), target);
        }
    }
}
