using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Product of two tensors, the second perhaps of a single pixel.</summary>
internal static unsafe class MultiplyOperator
{
    public static void Run(in Batch batch, int first, int second, Multiply layer, int output)
    {
        var gate = Broadcast.IsNeeded(layer.Other, layer.Output);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var source = row.Of(first, layer.Input);
            var result = row.Of(output, layer.Output);
            if (!gate)
            {
                TensorPrimitives.Multiply(source, row.Of(second, layer.Other), result);
            }
            else
            {
                var factors = Broadcast.Pixel(row, second, layer.Other);
                for (var i = 0; i < result.Length; i += Shape.Block)
                    TensorPrimitives.Multiply(source.Slice(i, Shape.Block), factors, result.Slice(i, Shape.Block));
            }

            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
