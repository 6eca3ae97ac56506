using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against exponentials in double, within <see cref="Reference.Tolerance"/> times what the rounding of the logits allows.</summary>
public sealed class SoftmaxTests
{
    [Fact]
    public void Equals_the_reference() =>
        (from channels in Draw.Channels
         from scale in Draw.One(1.0, 30, 1e4)
         from slots in Draw.Slots
         from seed in Draw.Seed
         select (channels, scale, slots.Images, slots.Slots, seed)).Sample(
            c =>
            {
                var shape = new Shape(c.channels, 1, 1);
                var arena = new TestArena(c.Images, c.Slots, shape.Floats, shape.Floats);
                var random = new Random(c.seed);
                var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, shape, c.scale));
                foreach (var slot in c.Slots) arena.Put(0, slot, shape, inputs[slot]);
                arena.Remember();
                SoftmaxOperator.Run(arena.Batch, arena[0], new Softmax("softmax", shape, shape), arena[1]);
                arena.AssertOnlyChanged(1, shape.Floats);
                foreach (var slot in c.Slots)
                {
                    var largest = inputs[slot].Max();
                    var powers = inputs[slot].Select(v => Math.Exp((double)v - largest)).ToArray();

                    // The exponential multiplies the rounding of its argument, which is as large as the logits.
                    var error = 1 + inputs[slot].Max(Math.Abs) / 10.0;
                    Reference.AssertClose([.. powers.Select(p => p / powers.Sum())], arena.Get(1, slot, shape), [.. powers.Select(p => error * p / powers.Sum())]);
                }
            },
            iter: 200, threads: 1);
}
