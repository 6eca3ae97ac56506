using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against mixtures in double, at whole and broken places.</summary>
public sealed unsafe class ResampleTests
{
    [Fact]
    public void Equals_the_reference() => PointwiseCase.Any.Sample(
        c =>
        {
            var random = new Random(c.Seed);
            var to = new Shape(c.Shape.Channels, random.Next(1, 9), random.Next(1, 9), c.OutputHalo);
            var layer = new Resample("up", c.Shape, to);
            var (rows, columns) = (Places(random, to.Height, c.Shape.Height), Places(random, to.Width, c.Shape.Width));
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, to.Floats);
            var inputs = c.Values(random);
            foreach (var slot in c.Slots) arena.Put(0, slot, c.Shape, inputs[slot]);
            arena.Remember();
            fixed (float* y = rows, x = columns)
            {
                ResampleOperator.Check(layer, y, x);
                ResampleOperator.Run(arena.Batch, arena[0], layer, y, x, arena[1]);
            }

            arena.AssertOnlyChanged(1, to.Floats);
            foreach (var slot in c.Slots)
                Reference.AssertClose(Expected(layer, rows, columns, inputs[slot]), arena.Get(1, slot, to), [.. Enumerable.Repeat(1.0, to.Channels * to.Height * to.Width)]);
        },
        iter: 250, threads: 1);

    [Theory]
    [InlineData(-0.5f)]
    [InlineData(3.001f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void Places_outside_the_input_are_refused(float place)
    {
        float[] good = [0, 1.5f, 3], bad = [0, place, 3];
        var layer = new Resample("up", new(4, 4, 4), new(4, 3, 3));
        fixed (float* inside = good, outside = bad)
        {
            ResampleOperator.Check(layer, inside, inside);
            foreach (var (rows, columns) in new[] { ((nint)inside, (nint)outside), ((nint)outside, (nint)inside) })
                Assert.Contains("'up' reads at", Assert.Throws<FreezeException>(() => ResampleOperator.Check(layer, (float*)rows, (float*)columns)).Message, StringComparison.Ordinal);
        }
    }

    private static float[] Places(Random random, int count, int length) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? random.Next(length) : random.NextSingle() * (length - 1))];

    private static double[] Expected(Resample layer, float[] rows, float[] columns, float[] input)
    {
        var values = new double[layer.Output.Channels * layer.Output.Height * layer.Output.Width];
        for (var c = 0; c < layer.Output.Channels; c++)
        for (var y = 0; y < layer.Output.Height; y++)
        for (var x = 0; x < layer.Output.Width; x++)
        {
            var sum = 0.0;
            for (var row = 0; row < layer.Input.Height; row++)
            for (var column = 0; column < layer.Input.Width; column++)
                sum += Math.Max(0, 1 - Math.Abs((double)rows[y] - row)) * Math.Max(0, 1 - Math.Abs((double)columns[x] - column))
                    * input[Reference.At(layer.Input, c, row, column)];
            values[Reference.At(layer.Output, c, y, x)] = sum;
        }

        return values;
    }
}
