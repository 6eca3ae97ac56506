using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Sum of two tensors.</summary>
internal static unsafe class AddOperator
{
    public static void Run(in Batch batch, int first, int second, Add layer, int output)
    {
        foreach (var row in new Rows(batch, layer.Output))
        {
            var result = row.Of(output, layer.Output);
            TensorPrimitives.Add(row.Of(first, layer.Input), row.Of(second, layer.Other), result);
            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
