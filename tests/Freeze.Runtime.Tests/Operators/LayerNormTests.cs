using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against mean and deviation in double.</summary>
public sealed unsafe class LayerNormTests
{
    [Fact]
    public void Equals_the_reference() => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new LayerNorm("norm", c.Shape, c.Output) { Activation = c.Activation, Epsilon = 1e-3f };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats);
            var random = new Random(c.Seed);
            var (inputs, channels) = (c.Values(random, scale: 3), c.Shape.Channels);
            var padded = c.Shape.Blocks * Shape.Block;
            float[] scale = [.. Draw.Values(random, channels), .. new float[padded - channels]];
            float[] shift = [.. Draw.Values(random, channels), .. new float[padded - channels]];
            foreach (var slot in c.Slots) arena.Put(c.Input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            fixed (float* scales = scale)
            fixed (float* shifts = shift)
                LayerNormOperator.Run(arena.Batch, arena[c.Input], layer, scales, shifts, arena[1]);
            arena.AssertOnlyChanged(1, c.Output.Floats);
            foreach (var slot in c.Slots)
            {
                var expected = Expected(inputs[slot], c, scale, shift);
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. expected.Select(e => 20 + Math.Abs(e))]);
            }
        },
        iter: 150, threads: 1);

    private static double[] Expected(float[] input, PointwiseCase c, float[] scale, float[] shift)
    {
        var (channels, pixels) = (c.Shape.Channels, c.Shape.Height * c.Shape.Width);
        var expected = new double[input.Length];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            double[] values = [.. Enumerable.Range(0, channels).Select(channel => (double)input[channel * pixels + pixel])];
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + 1e-3f);
            for (var channel = 0; channel < channels; channel++)
            {
                var value = (values[channel] - mean) / deviation * scale[channel] + shift[channel];
                expected[channel * pixels + pixel] = Reference.Activate(c.Activation, value);
            }
        }

        return expected;
    }
}
