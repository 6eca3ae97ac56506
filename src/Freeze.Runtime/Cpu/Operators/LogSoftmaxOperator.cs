using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Logarithm of the softmax, taken without dividing, so that an improbable class gets its number and not minus infinity.</summary>
internal static unsafe class LogSoftmaxOperator
{
    public static void Run(in Batch batch, int input, LogSoftmax layer, int output)
    {
        var channels = layer.Input.Channels;
        for (var image = 0; image < batch.Count; image++)
        {
            new Span<float>(batch.At(image, output), layer.Output.Floats).Clear();
            var source = new ReadOnlySpan<float>(batch.At(image, input) + layer.Input.Origin, channels);
            var target = new Span<float>(batch.At(image, output) + layer.Output.Origin, channels);
            var most = TensorPrimitives.Max(source);
            TensorPrimitives.Subtract(source, most, target);
            TensorPrimitives.Exp(target, target);
            var logarithm = MathF.Log(TensorPrimitives.Sum<float>(target));
            TensorPrimitives.Subtract(source, most, target);
            TensorPrimitives.Subtract(target, logarithm, target);
        }
    }
}
