using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Picks rows and columns, or mixes two neighbours.</summary>
internal static unsafe class ResampleOperator
{
    /// <param name="batch">The live images.</param>
    /// <param name="input">Buffer to read.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="rows">Place of each row of the result in the input; whole numbers and what lies between them, inside the input.</param>
    /// <param name="columns">The same for each column.</param>
    /// <param name="output">Buffer to write.</param>
    public static void Run(in Batch batch, int input, Resample layer, float* rows, float* columns, int output)
    {
        Span<float> below = stackalloc float[Shape.Block];
        foreach (var row in new Rows(batch, layer.Output))
        {
            var y = (int)rows[row.Y];
            var weight = rows[row.Y] - y;
            var upper = row.Plane(input, layer.Input) + (nint)y * layer.Input.RowStride;
            var lower = weight == 0 ? upper : upper + layer.Input.RowStride;
            var result = row.Of(output, layer.Output);
            for (var x = 0; x < layer.Output.Width; x++)
            {
                var pixel = result.Slice(x * Shape.Block, Shape.Block);
                Along(upper, columns[x], pixel);
                if (weight == 0) continue;
                Along(lower, columns[x], below);
                TensorPrimitives.Lerp(pixel, below, weight, pixel);
            }
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }

    /// <summary>Refuses places that lie outside the input: they come from a file.</summary>
    public static void Check(Resample layer, float* rows, float* columns)
    {
        Check(layer, new(rows, layer.Output.Height), layer.Input.Height);
        Check(layer, new(columns, layer.Output.Width), layer.Input.Width);
    }

    private static void Check(Resample layer, ReadOnlySpan<float> places, int length)
    {
        foreach (var place in places)
        {
            if (place >= 0 && place <= length - 1) continue;
            throw new FreezeException($"Layer '{layer.Name}' reads at {place}, which is no place among {length} pixels. Run onnx2cs convert again.");
        }
    }

    private static void Along(float* row, float place, Span<float> pixel)
    {
        var x = (int)place;
        var left = new ReadOnlySpan<float>(row + x * Shape.Block, Shape.Block);
        if (place == x) left.CopyTo(pixel);
        else TensorPrimitives.Lerp(left, new ReadOnlySpan<float>(row + (x + 1) * Shape.Block, Shape.Block), place - x, pixel);
    }
}
