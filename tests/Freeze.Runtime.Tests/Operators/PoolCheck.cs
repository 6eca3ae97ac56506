using CsCheck;
using Freeze.Cpu.Operators;
using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>The windows that pooling is tried on, and the comparison with <see cref="Reference.Pool"/>.</summary>
internal static class PoolCheck
{
    /// <summary>Windows of any geometry whose padding is narrower than they are.</summary>
    public static readonly Gen<MaxPool> Windows =
        from channels in Draw.Channels
        from h in Axis()
        from w in Axis()
        from halo in Gen.Int[0, 2]
        from outputHalo in Gen.Int[0, 2]
        select new MaxPool("pool", new(channels, h.Size, w.Size, halo), new(channels, h.Output, w.Output, outputHalo))
        {
            Kernel = new(h.Kernel, w.Kernel), Stride = new(h.Stride, w.Stride), Pad = new(h.Pad, w.Pad),
        };

    /// <summary>Runs an operator on the live images of an arena.</summary>
    public delegate void Operator(in Batch batch, int input, MaxPool window, int output);

    /// <summary>Checks that an operator equals a fold over the pixels inside each window; the fold also gets the window's area.</summary>
    public static void Equals(Gen<MaxPool> windows, Operator run, Func<IReadOnlyList<double>, int, double> fold) =>
        (from window in windows from slots in Draw.Slots from seed in Draw.Seed select (window, slots.Images, slots.Slots, seed)).Sample(
            c =>
            {
                var (window, from, to) = (c.window, c.window.Input, c.window.Output);
                var arena = new TestArena(c.Images, c.Slots, from.Floats, to.Floats);
                var random = new Random(c.seed);
                var inputs = c.Slots.ToDictionary(slot => slot, _ => Draw.Values(random, from));
                foreach (var slot in c.Slots) arena.Put(0, slot, from, inputs[slot]);
                arena.Remember();
                run(arena.Batch, arena[0], window, arena[1]);

                arena.AssertOnlyChanged(1, to.Floats);
                var area = window.Kernel.Height * window.Kernel.Width;
                foreach (var slot in c.Slots)
                {
                    var magnitude = (double)inputs[slot].Max(Math.Abs);
                    var expected = Reference.Pool(from, to, window.Kernel, window.Stride, window.Pad, inputs[slot], inside => fold(inside, area));
                    Reference.AssertClose(expected, arena.Get(1, slot, to), [.. expected.Select(_ => magnitude)]);
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
