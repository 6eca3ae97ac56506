using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Against sums in double, within <see cref="Reference.Tolerance"/> of the magnitudes that were summed.</summary>
public sealed class AddTests
{
    [Fact]
    public void Equals_the_reference() => PointwiseCase.Any.Sample(
        c =>
        {
            var layer = new Add("add", c.Shape, c.Other, c.Output) { Activation = c.Activation };
            var arena = new TestArena(c.Images, c.Slots, c.Shape.Floats, c.Output.Floats, c.Other.Floats);
            var random = new Random(c.Seed);
            var (first, second) = (c.Values(random), c.Values(random));
            foreach (var slot in c.Slots)
            {
                arena.Put(c.Input, slot, c.Shape, first[slot]);
                arena.Put(2, slot, c.Other, second[slot]);
            }

            arena.Remember();
            AddOperator.Run(arena.Batch, arena[c.Input], arena[2], layer, arena[1]);
            arena.AssertOnlyChanged(1, c.Output.Floats);
            foreach (var slot in c.Slots)
            {
                var (a, b) = (first[slot], second[slot]);
                double[] sums = [.. a.Zip(b, (x, y) => Reference.Activate(c.Activation, (double)x + y))];
                Reference.AssertClose(sums, arena.Get(1, slot, c.Output), [.. a.Zip(b, (x, y) => 1.0 + Math.Abs(x) + Math.Abs(y))]);
            }
        },
        iter: 250, threads: 1);
}
