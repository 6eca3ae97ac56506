using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against the functions in double, within <see cref="Reference.Tolerance"/> of the argument's magnitude and one.</summary>
public sealed class ActivateTests
{
    [Fact]
    public void Equals_the_reference() => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new Activate("act", c.Shape, c.Output) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats);
            var inputs = c.Values(new Random(c.Seed), scale: 8);
            foreach (var slot in c.Slots) arena.Put(c.Input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            ActivateOperator.Run(arena.Batch, arena[c.Input], layer, arena[1]);
            arena.AssertOnlyChanged(1, c.Output.Floats);
            foreach (var slot in c.Slots)
            {
                double[] expected = [.. inputs[slot].Select(v => Reference.Activate(c.Activation, v))];
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. inputs[slot].Select(v => Math.Abs(v) + 1.0)]);
            }
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
