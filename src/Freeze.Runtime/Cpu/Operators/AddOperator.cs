using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Sum of two tensors, the second perhaps of a single pixel.</summary>
internal static unsafe class AddOperator
{
    public static void Run(in Batch batch, int first, int second, Add layer, int output)
    {
        var shift = Broadcast.IsNeeded(layer.Other, layer.Output);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var source = row.Of(first, layer.Input);
            var result = row.Of(output, layer.Output);
            if (!shift)
            {
                TensorPrimitives.Add(source, row.Of(second, layer.Other), result);
            }
            else
            {
                var terms = Broadcast.Pixel(row, second, layer.Other);
                for (var i = 0; i < result.Length; i += Shape.Block)
                    TensorPrimitives.Add(source.Slice(i, Shape.Block), terms, result.Slice(i, Shape.Block));
            }

            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
