using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Joins tensors along the channels. Blocks move whole when the seam falls between them, channel by channel when it does not.</summary>
internal static unsafe class ConcatOperator
{
    public static void Run(in Batch batch, ReadOnlySpan<int> inputs, Concat layer, int output)
    {
        var shape = layer.Output;
        for (var image = 0; image < batch.Count; image++)
        {
            var target = batch.At(image, output);
            new Span<float>(target, shape.Floats).Clear();
            var channel = 0;
            for (var i = 0; i < inputs.Length; i++)
            {
                var from = layer.Inputs[i];
                for (var c = 0; c < from.Channels; c += Step(channel, from.Channels - c, c))
                    Copy(batch.At(image, inputs[i]), from, c, target, shape, channel + c, Step(channel, from.Channels - c, c));
                channel += from.Channels;
            }
        }
    }

    private static int Step(int seam, int left, int at) =>
        seam % Shape.Block == 0 && at % Shape.Block == 0 ? Math.Min(Shape.Block, left) : 1;

    private static void Copy(float* source, Shape from, int fromChannel, float* target, Shape to, int toChannel, int count)
    {
        for (var y = 0; y < from.Height; y++)
        for (var x = 0; x < from.Width; x++)
        {
            var read = source + At(from, fromChannel, y, x);
            var write = target + At(to, toChannel, y, x);
            for (var c = 0; c < count; c++) write[c] = read[c];
        }
    }

    private static nint At(Shape shape, int channel, int y, int x) =>
        (nint)(channel / Shape.Block) * shape.PlaneStride + shape.Origin + (nint)y * shape.RowStride + x * Shape.Block + channel % Shape.Block;
}
