using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

public sealed class PoolingTests
{
    private static readonly Gen<MaxPool> s_window =
        from channels in Draw.Channels
        from h in Axis()
        from w in Axis()
        from halo in Gen.Int[0, 2]
        from outputHalo in Gen.Int[0, 2]
        select new MaxPool("pool", new(channels, h.Size, w.Size, halo), new(channels, h.Output, w.Output, outputHalo))
        {
            Kernel = new(h.Kernel, w.Kernel), Stride = new(h.Stride, w.Stride), Pad = new(h.Pad, w.Pad),
        };

    [Fact]
    public void Maximum_equals_the_reference() => Check(s_window, maximum: true, countPadding: false, (inside, _) => inside.Max());

    [Fact]
    public void Mean_of_pixels_equals_the_reference() => Check(s_window, maximum: false, countPadding: false, (inside, _) => inside.Average());

    [Fact]
    public void Mean_with_padding_equals_the_reference() => Check(s_window, maximum: false, countPadding: true, (inside, area) => inside.Sum() / area);

    [Fact]
    public void Global_mean_equals_the_reference() =>
        Check(
            from shape in Draw.Shape
            select new MaxPool("pool", shape, new(shape.Channels, 1, 1)) { Kernel = new(shape.Height, shape.Width) },
            maximum: false, countPadding: false, (inside, _) => inside.Average());

    private static void Check(Gen<MaxPool> windows, bool maximum, bool countPadding, Func<IReadOnlyList<double>, int, double> fold) =>
        (from window in windows from slots in Draw.Slots from seed in Draw.Seed select (window, slots.Images, slots.Slots, seed)).Sample(
            c =>
            {
                var (window, from, to) = (c.window, c.window.Input, c.window.Output);
                var arena = new TestArena(c.Images, c.Slots, from.Floats, to.Floats);
                var random = new Random(c.seed);
                var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, from));
                foreach (var slot in c.Slots) arena.Put(0, slot, from, inputs[slot]);
                arena.Remember();
                var work = new Pooling(arena.Batch, arena[0], arena[1], window, window.Kernel, window.Stride, window.Pad, maximum, countPadding);
                for (var part = 0; part < work.Parts; part++) work.Run(part, worker: 0);

                arena.AssertOnlyChanged(1, to.Floats);
                foreach (var slot in c.Slots)
                {
                    var area = window.Kernel.Height * window.Kernel.Width;
                    var magnitude = inputs[slot].Max(Math.Abs);
                    var expected = Reference.Pool(from, to, window.Kernel, window.Stride, window.Pad, inputs[slot], inside => fold(inside, area));
                    Reference.AssertClose(expected, arena.Get(1, slot, to), [.. expected.Select(_ => (double)magnitude)]);
                }
            },
            iter: 250, threads: 1);

    private static Gen<(int Size, int Kernel, int Stride, int Pad, int Output)> Axis() =>
        from kernel in Gen.Int[1, 4]
        from stride in Gen.Int[1, 3]
        from pad in Gen.Int[0, kernel - 1]
        from padEnd in Gen.Int[0, kernel - 1]
        from size in Gen.Int[kernel, 8]
        select (size, kernel, stride, pad, (size + pad + padEnd - kernel) / stride + 1);
}
