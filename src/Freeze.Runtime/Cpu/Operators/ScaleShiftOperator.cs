using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Scale and shift for each channel or element: a batch normalisation that no convolution could take in.</summary>
internal static unsafe class ScaleShiftOperator
{
    /// <param name="batch">The live images.</param>
    /// <param name="input">Buffer to read.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scale">Scale of each channel, padded to whole blocks; or of each element, laid out as an activation without a border.</param>
    /// <param name="shift">Shift of each channel or element, likewise.</param>
    /// <param name="output">Buffer to write.</param>
    public static void Run(in Batch batch, int input, ScaleShift layer, float* scale, float* shift, int output)
    {
        foreach (var row in new Rows(batch, layer.Output))
        {
            var source = row.Of(input, layer.Input);
            var result = row.Of(output, layer.Output);
            var own = layer.PerElement ? result.Length : Shape.Block;
            var first = (nint)own * (layer.PerElement ? row.Block * layer.Output.Height + row.Y : row.Block);
            var scales = new ReadOnlySpan<float>(scale + first, own);
            var shifts = new ReadOnlySpan<float>(shift + first, own);
            for (var i = 0; i < result.Length; i += own)
                TensorPrimitives.MultiplyAdd(source.Slice(i, own), scales, shifts, result.Slice(i, own));
            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
