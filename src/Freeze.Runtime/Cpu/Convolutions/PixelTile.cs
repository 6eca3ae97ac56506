using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Six positions in twelve accumulators: for pixels of larger images and 1x1 kernels. For each input channel it loads two vectors of weights and
/// broadcasts six inputs: twelve multiply-adds for eight loads, in fifteen of the sixteen registers of AVX2.
/// </summary>
internal readonly unsafe struct PixelTile : ITile
{
    public static int Positions => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<V, S>(
        float* input, nint* offsets, in Reach reach, float* w0, float* w1, PrefetchStream ahead, bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Broadcast(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
        nint oa = offsets[0], ob = offsets[1], oc = offsets[2], od = offsets[3], oe = offsets[4], of = offsets[5];
        var toSecond = S.Lanes == Shape.Block ? (nint)(w1 - w0) : S.Lanes;
        if (accumulate)
        {
            a0 = S.Load(results);
            a1 = S.Load(results + S.Lanes);
            b0 = S.Load(results + 2 * S.Lanes);
            b1 = S.Load(results + 3 * S.Lanes);
            c0 = S.Load(results + 4 * S.Lanes);
            c1 = S.Load(results + 5 * S.Lanes);
            d0 = S.Load(results + 6 * S.Lanes);
            d1 = S.Load(results + 7 * S.Lanes);
            e0 = S.Load(results + 8 * S.Lanes);
            e1 = S.Load(results + 9 * S.Lanes);
            f0 = S.Load(results + 10 * S.Lanes);
            f1 = S.Load(results + 11 * S.Lanes);
        }

        var fetch = ahead.Start;
        var step = ahead.Step;
        int firstTap = reach.FirstTap, endTap = reach.EndTap, run = reach.Run;
        var w = w0 + reach.FirstBlock * reach.BlockWeights + firstTap * run * Shape.Block;
        var leftOut = reach.BlockWeights - (endTap - firstTap) * run * Shape.Block;
        input += reach.FirstBlock * reach.BlockStride;
        for (var blocks = reach.EndBlock - reach.FirstBlock; blocks > 0; blocks--, w += leftOut, input += reach.BlockStride)
        for (var tap = firstTap; tap < endTap; tap++)
        {
            var x = input + reach.Taps[tap];
            for (var end = x + run; x < end; x++, w += Shape.Block, fetch += step)
            {
                PrefetchStream.Fetch(fetch, S.Lanes == Shape.Block ? toSecond : 0);
                V u = S.Load(w), v = S.Load(w + toSecond);
                var p = S.Broadcast(x[oa]);
                a0 = S.MultiplyAdd(p, u, a0);
                a1 = S.MultiplyAdd(p, v, a1);
                p = S.Broadcast(x[ob]);
                b0 = S.MultiplyAdd(p, u, b0);
                b1 = S.MultiplyAdd(p, v, b1);
                p = S.Broadcast(x[oc]);
                c0 = S.MultiplyAdd(p, u, c0);
                c1 = S.MultiplyAdd(p, v, c1);
                p = S.Broadcast(x[od]);
                d0 = S.MultiplyAdd(p, u, d0);
                d1 = S.MultiplyAdd(p, v, d1);
                p = S.Broadcast(x[oe]);
                e0 = S.MultiplyAdd(p, u, e0);
                e1 = S.MultiplyAdd(p, v, e1);
                p = S.Broadcast(x[of]);
                f0 = S.MultiplyAdd(p, u, f0);
                f1 = S.MultiplyAdd(p, v, f1);
            }
        }

        S.Store(a0, results);
        S.Store(a1, results + S.Lanes);
        S.Store(b0, results + 2 * S.Lanes);
        S.Store(b1, results + 3 * S.Lanes);
        S.Store(c0, results + 4 * S.Lanes);
        S.Store(c1, results + 5 * S.Lanes);
        S.Store(d0, results + 6 * S.Lanes);
        S.Store(d1, results + 7 * S.Lanes);
        S.Store(e0, results + 8 * S.Lanes);
        S.Store(e1, results + 9 * S.Lanes);
        S.Store(f0, results + 10 * S.Lanes);
        S.Store(f1, results + 11 * S.Lanes);
    }
}
