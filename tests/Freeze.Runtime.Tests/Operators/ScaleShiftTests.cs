using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against products in double, within <see cref="Reference.Tolerance"/> of the magnitudes that were summed.</summary>
public sealed unsafe class ScaleShiftTests
{
    [Fact]
    public void Equals_the_reference() => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new ScaleShift("norm", c.Shape, c.Output) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats);
            var random = new Random(c.Seed);
            var inputs = c.Values(random);
            var (scale, shift) = (Padded(random, c.Shape), Padded(random, c.Shape));
            foreach (var slot in c.Slots) arena.Put(c.Input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            fixed (float* scales = scale, shifts = shift)
                ScaleShiftOperator.Run(arena.Batch, arena[c.Input], layer, scales, shifts, arena[1]);

            arena.AssertOnlyChanged(1, c.Output.Floats);
            var pixels = c.Shape.Height * c.Shape.Width;
            foreach (var slot in c.Slots)
            {
                var products = inputs[slot].Select((v, i) => ((double)v * scale[i / pixels], (double)shift[i / pixels])).ToArray();
                double[] expected = [.. products.Select(p => Reference.Activate(c.Activation, p.Item1 + p.Item2))];
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. products.Select(p => 1 + Math.Abs(p.Item1) + Math.Abs(p.Item2))]);
            }
        },
        iter: 250, threads: 1);

    private static float[] Padded(Random random, Shape shape)
    {
        var values = new float[shape.Blocks * Shape.Block];
        Draw.Values(random, shape.Channels).CopyTo(values, 0);
        return values;
    }
}
