using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Mean over height and width: one window that covers the input.</summary>
internal static unsafe class GlobalAveragePoolOperator
{
    public static void Run(in Batch batch, int input, GlobalAveragePool layer, int output)
    {
        var windows = new Windows(input, layer.Input, new Extent(layer.Input.Height, layer.Input.Width), stride: new Extent(1, 1), pad: default);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var window = windows.At(row, x: 0);
            AveragePoolOperator.Mean(window, window.Count, row.Of(output, layer.Output));
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
