using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Maximum or mean over windows. A window is clamped to the image, so that padding neither wins nor counts unless asked for.</summary>
internal readonly unsafe struct Pooling(Batch batch, int input, int output, Layer layer, Extent kernel, Extent stride, Extent pad, bool maximum, bool countPadding)
    : IParts
{
    /// <summary>One part for each block of channels.</summary>
    public int Parts => layer.Input.Blocks;

    public void Run(int part, int worker)
    {
        var (from, to) = (layer.Input, layer.Output);
        Halo.Clear(batch.Arena + output, batch, to, part);
        for (var image = 0; image < batch.Count; image++)
        {
            var source = batch.At(image, input) + (nint)part * from.PlaneStride + from.Origin;
            var target = batch.At(image, output) + (nint)part * to.PlaneStride + to.Origin;
            for (var y = 0; y < to.Height; y++)
            for (var x = 0; x < to.Width; x++)
                Window(source, new Span<float>(target + (nint)y * to.RowStride + x * Shape.Block, Shape.Block), y, x);
        }
    }

    private void Window(float* source, Span<float> result, int y, int x)
    {
        var shape = layer.Input;
        var (top, left) = (y * stride.Height - pad.Height, x * stride.Width - pad.Width);
        var (firstY, endY) = (Math.Max(top, 0), Math.Min(top + kernel.Height, shape.Height));
        var (firstX, endX) = (Math.Max(left, 0), Math.Min(left + kernel.Width, shape.Width));
        result.Fill(maximum ? float.NegativeInfinity : 0);
        for (var row = firstY; row < endY; row++)
        for (var column = firstX; column < endX; column++)
        {
            var pixel = new ReadOnlySpan<float>(source + (nint)row * shape.RowStride + column * Shape.Block, Shape.Block);
            if (maximum) TensorPrimitives.Max(result, pixel, result);
            else TensorPrimitives.Add(result, pixel, result);
        }

        if (maximum) return;
        var count = countPadding ? kernel.Height * kernel.Width : (endY - firstY) * (endX - firstX);
        TensorPrimitives.Divide(result, count, result);
    }
}
