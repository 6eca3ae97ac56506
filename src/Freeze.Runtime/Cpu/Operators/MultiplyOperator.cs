using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Product of two tensors, the second perhaps of a single pixel.</summary>
internal readonly struct MultiplyOperator : Broadcast.IFunction
{
    public static void Run(in Batch batch, int first, int second, Multiply layer, int output) =>
        Broadcast.Run<MultiplyOperator>(batch, first, second, layer.Other, layer, output);

    public static void Apply(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> result) =>
        TensorPrimitives.Multiply(first, second, result);
}
