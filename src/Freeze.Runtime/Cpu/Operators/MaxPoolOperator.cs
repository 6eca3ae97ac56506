using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Maximum over windows.</summary>
internal static unsafe class MaxPoolOperator
{
    public static void Run(in Batch batch, int input, MaxPool layer, int output)
    {
        var windows = new Windows(input, layer.Input, layer.Kernel, layer.Stride, layer.Pad);
        foreach (var row in new Rows(batch, layer.Output))
        for (var x = 0; x < layer.Output.Width; x++)
        {
            var result = row.Of(output, layer.Output).Slice(x * Shape.Block, Shape.Block);
            result.Fill(float.NegativeInfinity);
            foreach (var pixel in windows.At(row, x)) TensorPrimitives.Max(result, pixel, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
