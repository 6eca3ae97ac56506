using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against logarithms in double, with logits that a plain softmax would turn into zeros.</summary>
public sealed class LogSoftmaxTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(10, 5.0)]
    [InlineData(33, 200.0)]
    public void Equals_the_reference(int channels, double scale)
    {
        var shape = new Shape(channels, 1, 1);
        var arena = new TestArena(2, [1], shape.Floats, shape.Floats);
        var input = Draw.Values(new Random(channels), shape, scale);
        arena.Put(0, 1, shape, input);
        arena.Remember();
        LogSoftmaxOperator.Run(arena.Batch, arena[0], new("log", shape, shape), arena[1]);
        arena.AssertOnlyChanged(1, shape.Floats);
        var most = input.Max();
        var logarithm = Math.Log(input.Sum(v => Math.Exp((double)v - most)));
        Reference.AssertClose([.. input.Select(v => (double)v - most - logarithm)], arena.Get(1, 1, shape), [.. input.Select(_ => 1 + scale)]);
    }
}
