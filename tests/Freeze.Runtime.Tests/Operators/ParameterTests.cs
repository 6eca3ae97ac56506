using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>The activations that only a layer of their own may have, against the functions in double.</summary>
public sealed class ParameterTests
{
    private static readonly Dictionary<Activation, Func<double, double, double, double>> s_functions = new()
    {
        [Activation.LeakyRelu] = (v, alpha, _) => v < 0 ? alpha * v : v,
        [Activation.Elu] = (v, alpha, _) => v < 0 ? alpha * (Math.Exp(v) - 1) : v,
        [Activation.Clip] = (v, alpha, beta) => Math.Clamp(v, alpha, beta),
        [Activation.Power] = (v, alpha, _) => Math.Pow(v, alpha),
        [Activation.Exp] = (v, _, _) => Math.Exp(v),
        [Activation.Erf] = (v, _, _) => ErrorFunction.Of(v),
        [Activation.Round] = (v, _, _) => Math.Round(v),
        [Activation.Log] = (v, _, _) => Math.Log(v),
        [Activation.Step] = (v, _, _) => v > 0 ? 1 : 0,
    };

    [Theory]
    [InlineData(Activation.LeakyRelu, 0.2f, 0)]
    [InlineData(Activation.Elu, 0.7f, 0)]
    [InlineData(Activation.Clip, -0.75f, 1.5f)]
    [InlineData(Activation.Power, 0.5f, 0)]
    [InlineData(Activation.Power, -0.5f, 0)]
    [InlineData(Activation.Power, 2, 0)]
    [InlineData(Activation.Power, -1, 0)]
    [InlineData(Activation.Power, -0.75f, 0)]
    [InlineData(Activation.Exp, 0, 0)]
    [InlineData(Activation.Erf, 0, 0)]
    [InlineData(Activation.Round, 0, 0)]
    [InlineData(Activation.Log, 0, 0)]
    [InlineData(Activation.Step, 0, 0)]
    public void Equals_the_reference(Activation activation, float alpha, float beta) => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new Activate("act", c.Shape, c.Output) { Activation = activation, Alpha = alpha, Beta = beta };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats);
            var inputs = c.Values(new Random(c.Seed), scale: 2);

            // These are only defined for positive numbers.
            if (activation is Activation.Power or Activation.Log)
                inputs = inputs.ToDictionary(i => i.Key, i => Array.ConvertAll(i.Value, v => MathF.Abs(v) + 0.1f));
            foreach (var slot in c.Slots) arena.Put(c.Input, slot, c.Shape, inputs[slot]);
            arena.Remember();
            ActivateOperator.Run(arena.Batch, arena[c.Input], layer, arena[1]);
            arena.AssertOnlyChanged(1, c.Output.Floats);
            foreach (var slot in c.Slots)
            {
                double[] expected = [.. inputs[slot].Select(v => s_functions[activation](v, alpha, beta))];
                var allowed = expected.Zip(inputs[slot], (e, v) => Math.Abs(e) + (activation == Activation.Power ? 0 : 0.1) + 0.1 * Math.Abs(v));
                Reference.AssertClose(expected, arena.Get(1, slot, c.Output), [.. allowed]);
            }
        },
        iter: 60, threads: 1);

    [Fact]
    public void Every_activation_that_cannot_follow_another_operator_is_tried() =>
        Assert.Equal(Enum.GetValues<Activation>().Where(kind => kind >= Activation.LeakyRelu), s_functions.Keys);

    [Fact]
    public void A_step_is_taken_above_zero_alone()
    {
        float[] values = [0, -0f, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, 3, -3, float.NaN];
        Activations.Apply(Activation.Step, 0, 0, values);
        Assert.Equal([0, 0, 1, 0, 1, 0, 1, 0, 0], values);
    }

    [Theory]
    [InlineData(Activation.Power, -0.5f, 0.5f)]
    [InlineData(Activation.Log, 0, 1.3862944f)]
    public void What_fills_the_last_block_never_becomes_infinite(Activation activation, float alpha, float ofFour)
    {
        var shape = new Shape(3, 1, 1);
        float[] pixel = [4, 4, 4, .. new float[Shape.Block - 3]];
        unsafe
        {
            fixed (float* start = pixel)
            {
                var slot = 0;
                var layer = new Activate("act", shape, shape) { Activation = activation, Alpha = alpha };
                ActivateOperator.Run(new Batch(start, 0, &slot, 1), 0, layer, 0);
            }
        }

        Assert.All(pixel[..3], value => Assert.Equal(ofFour, value, 1e-6f));
        Assert.All(pixel[3..], lane => Assert.Equal(0, lane));
    }
}
