using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Measures what an algorithm costs in accuracy with a layer's own weights.</summary>
internal static unsafe class FormAccuracy
{
    /// <summary>The largest error that a layer may have, as a share of the root mean square of its outputs.</summary>
    public const double Limit = 1e-4;

    private const int Outputs = 4;

    /// <summary>
    /// Worst error against direct sums in double, as a share of the root mean square of the outputs, over one tile of 4x4 pixels. Inputs are
    /// seeded: once sparse as activations are after a ReLU, once nearly flat, which is hard for kernels that sum to zero.
    /// </summary>
    /// <param name="form">The form.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Its canonical weights.</param>
    public static double Measure(LayerForm form, Conv2D layer, ReadOnlySpan<float> weights) => Measure(form, layer, weights, InstructionSet.Width);

    /// <summary>
    /// The same on vectors of so many bits. All widths sum in one order, so the choice does not depend on where a model is converted; F(2,3) along
    /// rows is an exception, but far from the limit.
    /// </summary>
    internal static double Measure(LayerForm form, Conv2D layer, ReadOnlySpan<float> weights, int width)
    {
        // F(2,3) along rows is for whole images of one size, with their padding; halfway there are four tiles, of which the first is measured.
        var (outputs, pad) = form.Packed switch
        {
            ConvolutionForm.WinogradRows => (RowGeometry.Size, 1),
            ConvolutionForm.WinogradHalfway => (2 * Outputs, 0),
            _ => (Outputs, 0),
        };
        var size = (outputs - 1) * layer.Stride.Height + layer.Kernel.Height - 2 * pad;
        var small = new Conv2D(layer.Name, new Shape(layer.Input.Channels, size, size, pad), new Shape(layer.Output.Channels, outputs, outputs))
        {
            Kernel = layer.Kernel, Stride = layer.Stride, Pad = new(pad, pad), FromImage = layer.FromImage,
        };
        var random = new Random(0);
        return Math.Max(
            Measure(form, small, weights, width, () => Math.Max(0, (float)random.NextDouble() - 0.5f)),
            Measure(form, small, weights, width, () => 1 + 0.1f * (float)random.NextDouble()));
    }

    private static double Measure(LayerForm form, Conv2D layer, ReadOnlySpan<float> weights, int width, Func<float> draw)
    {
        var (from, to) = (layer.Input, layer.Output);
        using var arena = new AlignedMemory(from.Floats + to.Floats);
        for (var i = 0; i < from.Channels; i++)
        for (var y = 0; y < from.Height; y++)
        for (var x = 0; x < from.Width; x++)
            arena.Pointer[InputAt(layer, i, y, x)] = draw();
        Run(form, layer, weights, width, arena.Pointer);

        double worst = 0, squares = 0;
        for (var o = 0; o < to.Channels; o++)
        for (var y = 0; y < Outputs; y++)
        for (var x = 0; x < Outputs; x++)
        {
            double sum = 0;
            for (var i = 0; i < from.Channels; i++)
            for (var ky = 0; ky < layer.Kernel.Height; ky++)
            for (var kx = 0; kx < layer.Kernel.Width; kx++)
            {
                var (row, column) = (y * layer.Stride.Height + ky - layer.Pad.Height, x * layer.Stride.Width + kx - layer.Pad.Width);
                if (row < 0 || row >= from.Height || column < 0 || column >= from.Width) continue;
                var weight = weights[((o * from.Channels + i) * layer.Kernel.Height + ky) * layer.Kernel.Width + kx];
                sum += (double)arena.Pointer[InputAt(layer, i, row, column)] * weight;
            }

            worst = Math.Max(worst, Math.Abs(sum - arena.Pointer[from.Floats + At(to, o, y, x)]));
            squares += sum * sum;
        }

        // A layer of zeros is exact in any form.
        return worst == 0 ? 0 : worst / Math.Sqrt(squares / (to.Channels * Outputs * Outputs));
    }

    private static void Run(LayerForm form, Conv2D layer, ReadOnlySpan<float> weights, int width, float* arena)
    {
        var slot = 0;
        var scratchFloats = form.Batches ? BatchForm.ScratchFloats(layer, images: 1) : ConvolutionForms.ScratchFloats(form, layer, images: 1);
        using var scratch = new AlignedMemory(scratchFloats);
        using var workers = new Workers(1);
        fixed (float* packed = ConvolutionForms.Pack(form.Packed, layer, weights), bias = new float[layer.Output.Blocks * Shape.Block])
        {
            var operands = new Operands(new Batch(arena, 0, &slot, 1), new CpuWeights(packed, bias, form), 0, layer.Input.Floats);
            var room = new Scratch(scratch.Pointer, scratchFloats);
            if (form.Batches) BatchForm.Run(form.Packed, layer, operands, room, workers, alone: true, width);
            else ConvolutionForms.Run(form, layer, operands, room, workers, alone: true, width);
        }
    }

    private static int InputAt(Conv2D layer, int channel, int y, int x) =>
        layer.FromImage ? (y * layer.Input.Width + x) * layer.Input.Channels + channel : At(layer.Input, channel, y, x);

    private static int At(Shape shape, int channel, int y, int x) =>
        channel / Shape.Block * shape.PlaneStride + shape.Origin + y * shape.RowStride + x * Shape.Block + channel % Shape.Block;
}
