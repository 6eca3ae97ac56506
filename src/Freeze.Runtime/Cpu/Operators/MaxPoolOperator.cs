using System.Runtime.Intrinsics;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Maximum over windows; the sixteen channels of a block side by side, in as many registers as the processor needs for them.</summary>
internal static unsafe class MaxPoolOperator
{
    public static void Run(in Batch batch, int input, MaxPool layer, int output)
    {
        var windows = new Windows(input, layer.Input, layer.Kernel, layer.Stride, layer.Pad);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var results = row.Plane(output, layer.Output) + (nint)row.Y * layer.Output.RowStride;
            for (var x = 0; x < layer.Output.Width; x++) Max(windows.At(row, x)).Store(results + x * Shape.Block);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }

    // Unlike the processor's own maximum, this one passes on what is not a number.
    private static Vector512<float> Max(Window window)
    {
        var max = Vector512.Create(float.NegativeInfinity);
        for (var y = 0; y < window.Size.Height; y++)
        for (var x = 0; x < window.Size.Width; x++)
            max = Vector512.Max(max, Vector512.Load(window.At(y, x)));
        return max;
    }
}
