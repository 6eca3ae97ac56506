using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>A function of two tensors, value by value; the second may be a single pixel that takes part in every pixel of the first.</summary>
internal static unsafe class Broadcast
{
    /// <summary>The function for runs of values.</summary>
    public interface IFunction
    {
        static abstract void Apply(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<float> result);
    }

    public static void Run<F>(in Batch batch, int first, int second, Shape other, Layer layer, int output)
        where F : struct, IFunction
    {
        var whole = (other.Height, other.Width) == (layer.Output.Height, layer.Output.Width);
        foreach (var row in new Rows(batch, layer.Output))
        {
            var source = row.Of(first, layer.Input);
            var result = row.Of(output, layer.Output);
            if (whole)
            {
                F.Apply(source, row.Of(second, other), result);
            }
            else
            {
                // The 16 channels of the lone pixel that belong to this row.
                var pixel = new ReadOnlySpan<float>(row.Plane(second, other), Shape.Block);
                for (var i = 0; i < result.Length; i += Shape.Block) F.Apply(source.Slice(i, Shape.Block), pixel, result.Slice(i, Shape.Block));
            }

            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
