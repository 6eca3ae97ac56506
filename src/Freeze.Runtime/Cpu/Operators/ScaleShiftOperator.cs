using System.Numerics.Tensors;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>Scale and shift for each channel: a batch normalisation that no convolution could take in.</summary>
internal static unsafe class ScaleShiftOperator
{
    /// <param name="batch">The live images.</param>
    /// <param name="input">Buffer to read.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="scale">Scale of each channel, padded to whole blocks.</param>
    /// <param name="shift">Shift of each channel, padded to whole blocks.</param>
    /// <param name="output">Buffer to write.</param>
    public static void Run(in Batch batch, int input, ScaleShift layer, float* scale, float* shift, int output)
    {
        foreach (var row in new Rows(batch, layer.Output))
        {
            var source = row.Of(input, layer.Input);
            var result = row.Of(output, layer.Output);
            var scales = new ReadOnlySpan<float>(scale + row.Block * Shape.Block, Shape.Block);
            var shifts = new ReadOnlySpan<float>(shift + row.Block * Shape.Block, Shape.Block);
            for (var i = 0; i < result.Length; i += Shape.Block)
                TensorPrimitives.MultiplyAdd(source.Slice(i, Shape.Block), scales, shifts, result.Slice(i, Shape.Block));
            Activations.Apply(layer.Activation, result);
        }

        Halo.Clear(batch.Arena + output, batch, layer.Output);
    }
}
