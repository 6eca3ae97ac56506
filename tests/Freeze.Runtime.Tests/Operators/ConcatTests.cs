using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>Copies are exact.</summary>
public sealed class ConcatTests
{
    [Fact]
    public void Equals_the_inputs_one_after_the_other() =>
        (from channels in Draw.Channels.Array[1, 4]
         from halos in Gen.Int[0, 2].Array[5]
         from height in Gen.Int[1, 5]
         from width in Gen.Int[1, 5]
         from slots in Draw.Slots
         from seed in Draw.Seed
         select (channels, halos, height, width, slots.Images, slots.Slots, seed)).Sample(
            c =>
            {
                var shapes = c.channels.Select((n, i) => new Shape(n, c.height, c.width, c.halos[i])).ToArray();
                var to = new Shape(c.channels.Sum(), c.height, c.width, c.halos[4]);
                var arena = new TestArena(c.Images, c.Slots, [to.Floats, .. shapes.Select(s => s.Floats)]);
                var random = new Random(c.seed);
                var inputs = c.Slots.ToDictionary(slot => slot, _ => shapes.Select(s => Draw.Values(random, s)).ToArray());
                foreach (var slot in c.Slots)
                    for (var i = 0; i < shapes.Length; i++) arena.Put(i + 1, slot, shapes[i], inputs[slot][i]);
                arena.Remember();
                ConcatOperator.Run(arena.Batch, [.. shapes.Select((_, i) => arena[i + 1])], new Concat("cat", shapes, to), arena[0]);
                arena.AssertOnlyChanged(0, to.Floats);
                foreach (var slot in c.Slots) Assert.Equal(inputs[slot].SelectMany(v => v), arena.Get(0, slot, to));
            },
            iter: 250, threads: 1);
}
