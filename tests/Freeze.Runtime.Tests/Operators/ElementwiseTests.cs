using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

public sealed unsafe class ElementwiseTests
{
    private static readonly Gen<(Shape Shape, int OtherHalo, int OutputHalo, bool InPlace, Activation Activation, int Images, int[] Slots, int Seed)> s_case =
        from shape in Draw.Shape
        from otherHalo in Gen.Int[0, 2]
        from outputHalo in Gen.Int[0, 2]
        from inPlace in Gen.Bool
        from activation in Draw.Activation
        from slots in Draw.Slots
        from seed in Draw.Seed
        select (shape, otherHalo, outputHalo, inPlace, activation, slots.Images, slots.Slots, seed);

    [Fact]
    public void Add_equals_the_reference() => s_case.Sample(
        c =>
        {
            var (first, other) = (c.Shape, c.Shape with { Halo = c.OtherHalo });
            var to = c.InPlace ? first : c.Shape with { Halo = c.OutputHalo };
            var layer = new Add("add", first, other, to) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, first.Floats, to.Floats, other.Floats);
            var random = new Random(c.Seed);
            var inputs = c.Slots.ToDictionary(slot => slot, _ => (First: Draw.Values(random, first), Second: Draw.Values(random, other)));
            var (input, output) = (c.InPlace ? 1 : 0, 1);
            foreach (var slot in c.Slots)
            {
                arena.Put(input, slot, first, inputs[slot].First);
                arena.Put(2, slot, other, inputs[slot].Second);
            }

            arena.Remember();
            Elementwise.Add(arena.Batch, arena[input], arena[2], layer, arena[output]);
            arena.AssertOnlyChanged(output, to.Floats);
            foreach (var slot in c.Slots)
            {
                var (a, b) = inputs[slot];
                Reference.AssertClose(
                    [.. a.Zip(b, (x, y) => Reference.Activate(c.Activation, (double)x + y))], arena.Get(output, slot, to), [.. a.Zip(b, (x, y) => 1.0 + Math.Abs(x) + Math.Abs(y))]);
            }
        },
        iter: 250, threads: 1);

    [Fact]
    public void Activate_equals_the_reference() => s_case.Sample(
        c =>
        {
            var to = c.InPlace ? c.Shape : c.Shape with { Halo = c.OutputHalo };
            var layer = new Activate("act", c.Shape, to) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, to.Floats);
            var random = new Random(c.Seed);
            var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, c.Shape, scale: 8));
            var (input, output) = (c.InPlace ? 1 : 0, 1);
            foreach (var slot in c.Slots) arena.Put(input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            Elementwise.Activate(arena.Batch, arena[input], layer, arena[output]);
            arena.AssertOnlyChanged(output, to.Floats);
            foreach (var slot in c.Slots)
                Reference.AssertClose(
                    [.. inputs[slot].Select(v => Reference.Activate(c.Activation, v))], arena.Get(output, slot, to), [.. inputs[slot].Select(v => Math.Abs(v) + 1.0)]);
        },
        iter: 250, threads: 1);

    [Fact]
    public void ScaleShift_equals_the_reference() => s_case.Sample(
        c =>
        {
            var to = c.InPlace ? c.Shape : c.Shape with { Halo = c.OutputHalo };
            var layer = new ScaleShift("norm", c.Shape, to) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, to.Floats);
            var random = new Random(c.Seed);
            var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, c.Shape));
            float[] scale = new float[to.Blocks * Shape.Block], shift = new float[to.Blocks * Shape.Block];
            Draw.Values(random, to.Channels).CopyTo(scale, 0);
            Draw.Values(random, to.Channels).CopyTo(shift, 0);
            var (input, output) = (c.InPlace ? 1 : 0, 1);
            foreach (var slot in c.Slots) arena.Put(input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            fixed (float* scales = scale, shifts = shift) Elementwise.ScaleShift(arena.Batch, arena[input], layer, scales, shifts, arena[output]);
            arena.AssertOnlyChanged(output, to.Floats);
            var pixels = to.Height * to.Width;
            foreach (var slot in c.Slots)
                Reference.AssertClose(
                    [.. inputs[slot].Select((v, i) => Reference.Activate(c.Activation, (double)v * scale[i / pixels] + shift[i / pixels]))],
                    arena.Get(output, slot, to),
                    [.. inputs[slot].Select((v, i) => 1.0 + Math.Abs(v * scale[i / pixels]) + Math.Abs(shift[i / pixels]))]);
        },
        iter: 250, threads: 1);

    [Theory]
    [InlineData(Activation.Sigmoid, 0, 1)]
    [InlineData(Activation.Tanh, -1, 1)]
    [InlineData(Activation.HardSigmoid, 0, 1)]
    [InlineData(Activation.Silu, 0, 1000)]
    [InlineData(Activation.HardSwish, 0, 1000)]
    public void Saturated_activations_stay_finite(Activation activation, float low, float high)
    {
        float[] values = [-1000, 1000];
        Activations.Apply(activation, values);
        Assert.Equal([low, high], values.Select(v => MathF.Round(v, 3) + 0));
    }
}
