using Freeze.Cpu;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against a loop in double, within <see cref="Reference.Tolerance"/> of the largest input.</summary>
public sealed unsafe class MaxPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Equals_the_reference(int threads)
    {
        using var workers = new Workers(threads);
        PoolCheck.Equals(
            PoolCheck.Windows,
            (in batch, input, layer, output) => MaxPoolOperator.Run(batch, input, layer, output, workers, alone: false),
            (inside, _) => inside.Max());
    }

    [Theory]
    [InlineData(1, float.NaN, float.NaN)]
    [InlineData(float.NaN, 1, float.NaN)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.MaxValue, float.MaxValue, float.MaxValue)]
    public void Passes_on_what_is_not_a_number(float first, float second, float expected)
    {
        var layer = new MaxPool("pool", new(16, 2, 2), new(16, 1, 1)) { Kernel = new(2, 2), Stride = new(2, 2) };
        var arena = new TestArena(1, [0], layer.Input.Floats, layer.Output.Floats);
        arena.Put(0, 0, layer.Input, [.. Enumerable.Range(0, 64).Select(i => (i % 4) switch { 1 => first, 2 => second, _ => float.NegativeInfinity })]);
        using var workers = new Workers(1);
        MaxPoolOperator.Run(arena.Batch, arena[0], layer, arena[1], workers, alone: true);
        Assert.Equal(Enumerable.Repeat(expected, Shape.Block), new Span<float>(arena.Pointer(1, 0), Shape.Block).ToArray());
    }
}
