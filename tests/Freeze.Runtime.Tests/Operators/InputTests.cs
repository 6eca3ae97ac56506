using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Images of any shape, written over what is not a number.</summary>
public sealed unsafe class InputTests
{
    private static readonly Gen<(ImageInput Input, int Seed)> s_inputs =
        from channels in Gen.OneOf(Gen.Const(3), Gen.Int[1, 40])
        from height in Gen.Int[1, 6]
        from width in Gen.Int[1, 20]
        from halo in Gen.Int[0, 3]
        from seed in Draw.Seed
        select (new ImageInput(channels, height, width) { Halo = halo }, seed);

    [Fact]
    public void Values_lie_where_the_first_layer_reads_them() => s_inputs.Sample(
        c =>
        {
            var values = Draw.Values(new Random(c.Seed), c.Input.Values);
            var memory = Memory(c.Input);
            fixed (float* output = memory) InputOperator.Run(values, c.Input, output);
            AssertLies(c.Input, memory, (channel, y, x) => values[(channel * c.Input.Height + y) * c.Input.Width + x]);
        },
        iter: 250);

    [Fact]
    public void Bytes_are_looked_up_and_lie_there_too() => s_inputs.Sample(
        c =>
        {
            var random = new Random(c.Seed);
            var tables = Draw.Values(random, c.Input.Channels * 256);
            var pixels = new byte[c.Input.Values];
            random.NextBytes(pixels);
            var memory = Memory(c.Input);
            fixed (float* output = memory) InputOperator.Run(pixels, c.Input, tables, [], output);
            AssertLies(c.Input, memory, (channel, y, x) => tables[channel * 256 + pixels[(y * c.Input.Width + x) * c.Input.Channels + channel]]);
        },
        iter: 250);

    private static float[] Memory(ImageInput input)
    {
        var memory = new float[input.Floats + Shape.Block];
        Array.Fill(memory, float.NaN);
        return memory;
    }

    /// <summary>Every value at its place, zeros elsewhere, and nothing beyond the end.</summary>
    private static void AssertLies(ImageInput input, float[] memory, Func<int, int, int, float> value)
    {
        var expected = new float[memory.Length];
        Array.Fill(expected, float.NaN, input.Floats, Shape.Block);
        var (rows, columns) = (input.Height + 2 * input.Halo, input.Width + 2 * input.Halo);
        for (var c = 0; c < input.Channels; c++)
        for (var y = 0; y < input.Height; y++)
        for (var x = 0; x < input.Width; x++)
        {
            var pixel = (y + input.Halo) * columns + x + input.Halo;
            var at = input.Channels < Shape.Block
                ? pixel * input.Channels + c
                : (c / Shape.Block * rows * columns + pixel) * Shape.Block + c % Shape.Block;
            expected[at] = value(c, y, x);
        }

        Assert.Equal(expected, memory);
    }
}
