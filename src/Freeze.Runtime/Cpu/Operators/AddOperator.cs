using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Sum of two tensors, the second perhaps of a single pixel.</summary>
internal readonly struct AddOperator : Broadcast.IFunction
{
    public static void Run(in Batch batch, int first, int second, Add layer, int output) =>
        Broadcast.Run<AddOperator>(batch, first, second, layer.Other, layer, output);

    public static void Apply(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> result) =>
        TensorPrimitives.Add(first, second, result);
}
