using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Four positions in eight accumulators: for Winograd's points, which a small image has few of, and for pixels of small images, where a tile
/// that lies in one row leaves out the rows of taps that fall on padding. For each input channel it loads two vectors of weights and broadcasts
/// four inputs: eight multiply-adds for six loads. Each round fetches a little of the weights to come; all of a run's lines at once would wait
/// for each other.
/// </summary>
internal readonly unsafe struct MicroTile : ITile
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 4;

    static int ITile.Positions => Positions;

    /// <summary>
    /// The same as a call of its own, for callers whose own variables would take the registers that hold the offsets.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Call<V, S>(
        float* input, nint* offsets, in Reach reach, float* w0, float* w1, PrefetchStream ahead, bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V> => Multiply<V, S>(input, offsets, reach, w0, w1, ahead, accumulate, results);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<V, S>(
        float* input, nint* offsets, in Reach reach, float* w0, float* w1, PrefetchStream ahead, bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Broadcast(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
        nint oa = offsets[0], ob = offsets[1], oc = offsets[2], od = offsets[3];
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
    }
}
