using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Maximum over windows; the sixteen channels of a block side by side, in as many registers as the processor needs for them. The pooling after the
/// stem of a network for photographs reads more than any other layer, so threads share the planes.
/// </summary>
internal readonly unsafe struct MaxPoolOperator : IParts
{
    private readonly Batch _batch;
    private readonly MaxPool _layer;
    private readonly int _input;
    private readonly int _output;

    private MaxPoolOperator(in Batch batch, int input, MaxPool layer, int output) =>
        (_batch, _layer, _input, _output) = (batch, layer, input, output);

    /// <summary>Runs the layer.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="input">Buffer of the input.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="output">Buffer of the output.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="alone">Whether the caller does it all.</param>
    public static void Run(in Batch batch, int input, MaxPool layer, int output, Workers workers, bool alone)
    {
        var work = new MaxPoolOperator(batch, input, layer, output);
        workers.Run(ref work, batch.Count * layer.Output.Blocks, alone);
        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }

    /// <summary>One plane of one image.</summary>
    public void Run(int part, int worker)
    {
        var (from, to) = (_layer.Input, _layer.Output);
        var (image, block) = Math.DivRem(part, to.Blocks);
        var plane = _batch.At(image, _input) + (nint)block * from.PlaneStride + from.Origin;
        var results = _batch.At(image, _output) + (nint)block * to.PlaneStride + to.Origin;
        for (var y = 0; y < to.Height; y++, results += to.RowStride)
        {
            var (top, bottom) = Windows.Inside(y, _layer.Stride.Height, _layer.Pad.Height, _layer.Kernel.Height, from.Height);
            for (var x = 0; x < to.Width; x++)
            {
                var (left, right) = Windows.Inside(x, _layer.Stride.Width, _layer.Pad.Width, _layer.Kernel.Width, from.Width);
                var window = plane + (nint)top * from.RowStride + left * Shape.Block;
                Max(window, from.RowStride, bottom - top, right - left).Store(results + x * Shape.Block);
            }
        }
    }

    // The processor's own maximum is fast but passes over what is not a number; the sum does not.
    private static Vector512<float> Max(float* row, nint rowStride, int height, int width)
    {
        Vector512<float> max = Vector512.Create(float.NegativeInfinity), sum = default;
        for (float* from = row, end = row + height * rowStride; from < end; from += rowStride)
        for (var pixel = from; pixel < from + width * Shape.Block; pixel += Shape.Block)
        {
            var value = Vector512.Load(pixel);
            max = Vector512.MaxNative(max, value);
            sum += value;
        }

        return Vector512.EqualsAll(sum, sum) ? max : MaxOfAny(row, rowStride, height, width);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector512<float> MaxOfAny(float* row, nint rowStride, int height, int width)
    {
        var max = Vector512.Create(float.NegativeInfinity);
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            max = Vector512.Max(max, Vector512.Load(row + y * rowStride + x * Shape.Block));
        return max;
    }
}
