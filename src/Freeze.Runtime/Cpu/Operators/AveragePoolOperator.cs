using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Mean over windows; padding counts as zeros when the layer asks for it.</summary>
internal static unsafe class AveragePoolOperator
{
    public static void Run(in Batch batch, int input, AveragePool layer, int output)
    {
        var windows = new Windows(input, layer.Input, layer.Kernel, layer.Stride, layer.Pad);
        foreach (var row in new Rows(batch, layer.Output))
        for (var x = 0; x < layer.Output.Width; x++)
        {
            var window = windows.At(row, x);
            var divisor = layer.CountPadding ? layer.Kernel.Height * layer.Kernel.Width : window.Count;
            Mean(window, divisor, row.Of(output, layer.Output).Slice(x * Shape.Block, Shape.Block));
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }

    /// <summary>Sums a window and divides.</summary>
    public static void Mean(Window window, int divisor, Span<float> result)
    {
        result.Clear();
        foreach (var pixel in window) TensorPrimitives.Add(result, pixel, result);
        TensorPrimitives.Divide(result, divisor, result);
    }
}
