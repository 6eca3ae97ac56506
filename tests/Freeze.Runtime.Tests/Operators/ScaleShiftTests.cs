using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against products in double, within <see cref="Reference.Tolerance"/> of the magnitudes that were summed.</summary>
public sealed unsafe class ScaleShiftTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Equals_the_reference(bool perElement) => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new ScaleShift("norm", c.Shape, c.Output) { Activation = c.Activation, PerElement = perElement };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats);
            var random = new Random(c.Seed);
            var inputs = c.Values(random);
            var pixels = c.Shape.Height * c.Shape.Width;
            var shared = perElement ? 1 : pixels;
            var count = c.Shape.Channels * pixels / shared;
            var (scale, shift) = (Draw.Values(random, count), Draw.Values(random, count));
            foreach (var slot in c.Slots) arena.Put(c.Input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            fixed (float* scales = InBlocks(scale, pixels / shared), shifts = InBlocks(shift, pixels / shared))
                ScaleShiftOperator.Run(arena.Batch, arena[c.Input], layer, scales, shifts, arena[1]);

            arena.AssertOnlyChanged(1, c.Output.Floats);
            foreach (var slot in c.Slots)
            {
                var products = inputs[slot].Select((v, i) => ((double)v * scale[i / shared], (double)shift[i / shared])).ToArray();
                double[] expected = [.. products.Select(p => Reference.Activate(c.Activation, p.Item1 + p.Item2))];
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. products.Select(p => 1 + Math.Abs(p.Item1) + Math.Abs(p.Item2))]);
            }
        },
        iter: 250, threads: 1);

    // [C,pixels] as [blocks][pixels][16]; zeros beyond the last channel.
    private static float[] InBlocks(float[] values, int pixels)
    {
        var (channels, blocks) = (values.Length / pixels, (values.Length / pixels + Shape.Block - 1) / Shape.Block);
        var result = new float[blocks * pixels * Shape.Block];
        for (var c = 0; c < channels; c++)
        for (var i = 0; i < pixels; i++) result[(c / Shape.Block * pixels + i) * Shape.Block + c % Shape.Block] = values[c * pixels + i];
        return result;
    }
}
