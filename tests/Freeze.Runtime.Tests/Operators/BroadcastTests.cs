using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Products, and sums and products with a tensor of one pixel, against loops in double.</summary>
public sealed class BroadcastTests
{
    private delegate void Operator(in Batch batch, int first, int second, Shape input, Shape other, Shape output, Activation activation, int target);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Products_equal_the_reference(bool onePixel) => Check(
        onePixel,
        (in Batch batch, int first, int second, Shape input, Shape other, Shape output, Activation activation, int target) =>
            MultiplyOperator.Run(batch, first, second, new("gate", input, other, output) { Activation = activation }, target),
        (a, b) => a * b);

    [Fact]
    public void Sums_with_one_pixel_equal_the_reference() => Check(
        onePixel: true,
        (in Batch batch, int first, int second, Shape input, Shape other, Shape output, Activation activation, int target) =>
            AddOperator.Run(batch, first, second, new("sum", input, other, output) { Activation = activation }, target),
        (a, b) => a + b);

    private static void Check(bool onePixel, Operator run, Func<double, double, double> function) => PointwiseCase.Any.Sample(
        c =>
        {
            var other = onePixel ? new Shape(c.Shape.Channels, 1, 1, c.OtherHalo) : c.Other;
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats, other.Floats);
            var random = new Random(c.Seed);
            var first = c.Values(random);
            var second = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, other));
            foreach (var slot in c.Slots)
            {
                arena.Put(c.Input, slot, c.Shape, first[slot]);
                arena.Put(2, slot, other, second[slot]);
            }

            arena.Remember();
            run(arena.Batch, arena[c.Input], arena[2], c.Shape, other, c.Output, c.Activation, arena[1]);
            arena.AssertOnlyChanged(1, c.Output.Floats);
            var pixels = c.Shape.Height * c.Shape.Width;
            foreach (var slot in c.Slots)
            {
                var (a, b) = (first[slot], second[slot]);
                double[] expected = [.. a.Select((x, i) => Reference.Activate(c.Activation, function(x, b[onePixel ? i / pixels : i])))];
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. expected.Select(e => 8 + Math.Abs(e))]);
            }
        },
        iter: 150, threads: 1);
}
