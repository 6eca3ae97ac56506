using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// The inner product that every convolution is made of: four, six or eight positions by two vectors of output channels, each pair in an
/// accumulator of its own. For each input channel it loads two vectors of weights and broadcasts an input for each position. The number of
/// positions is a constant of the type, so what is beyond four costs nothing where there are four. Each channel fetches a little of the weights
/// to come; all of a run's lines at once would wait for each other. A round takes four channels, since stepping on takes places of multiply-adds in
/// the processor's pipes. So would broadcasting on Arm64, which multiplies by a lane of a vector: there the four inputs of a position are one vector.
/// </summary>
internal static unsafe class InnerProduct
{
    /// <summary>Sums the products of one tile.</summary>
    /// <param name="input">Where position offsets count from.</param>
    /// <param name="offsets">Offset of each position in floats.</param>
    /// <param name="reach">What each position reads.</param>
    /// <param name="w0">Weights of the first vector.</param>
    /// <param name="w1">Weights of the second vector.</param>
    /// <param name="ahead">Weights to fetch meanwhile.</param>
    /// <param name="accumulate">Whether to add to the results rather than to replace them.</param>
    /// <param name="results">Sums, [position][2 vectors].</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Sum<V, S, T>(
        float* input, nint* offsets, in Reach reach, float* w0, float* w1, PrefetchStream ahead, bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>
        where T : struct, ITile
    {
        V a0 = S.Broadcast(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
        V g0 = a0, g1 = a0, h0 = a0, h1 = a0;
        nint oa = offsets[0], ob = offsets[1], oc = offsets[2], od = offsets[3];
        nint oe = T.Positions > 4 ? offsets[4] : 0, of = T.Positions > 4 ? offsets[5] : 0;
        nint og = T.Positions > 6 ? offsets[6] : 0, oh = T.Positions > 6 ? offsets[7] : 0;
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
            if (T.Positions > 4)
            {
                e0 = S.Load(results + 8 * S.Lanes);
                e1 = S.Load(results + 9 * S.Lanes);
                f0 = S.Load(results + 10 * S.Lanes);
                f1 = S.Load(results + 11 * S.Lanes);
            }

            if (T.Positions > 6)
            {
                g0 = S.Load(results + 12 * S.Lanes);
                g1 = S.Load(results + 13 * S.Lanes);
                h0 = S.Load(results + 14 * S.Lanes);
                h1 = S.Load(results + 15 * S.Lanes);
            }
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
            float* x = input + reach.Taps[tap], end = x + run;
            for (var last = end - 4; x <= last; x += 4, w += 4 * Shape.Block)
            {
                if (S.MultipliesByLane && T.Positions % 4 == 0)
                {
                    FourChannels<V, S>(x, oa, ob, oc, od, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
                    if (T.Positions > 6)
                        FourChannels<V, S>(x, oe, of, og, oh, w, toSecond, ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
                    continue;
                }

                Fetch<V, S>(ref fetch, step, toSecond);
                Channel<V, S, T>(
                    x, 0, oa, ob, oc, od, oe, of, og, oh, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1,
                    ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
                Fetch<V, S>(ref fetch, step, toSecond);
                Channel<V, S, T>(
                    x, 1, oa, ob, oc, od, oe, of, og, oh, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1,
                    ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
                Fetch<V, S>(ref fetch, step, toSecond);
                Channel<V, S, T>(
                    x, 2, oa, ob, oc, od, oe, of, og, oh, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1,
                    ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
                Fetch<V, S>(ref fetch, step, toSecond);
                Channel<V, S, T>(
                    x, 3, oa, ob, oc, od, oe, of, og, oh, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1,
                    ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
            }

            for (; x < end; x++, w += Shape.Block)
            {
                Fetch<V, S>(ref fetch, step, toSecond);
                Channel<V, S, T>(
                    x, 0, oa, ob, oc, od, oe, of, og, oh, w, toSecond, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1,
                    ref e0, ref e1, ref f0, ref f1, ref g0, ref g1, ref h0, ref h1);
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
        if (T.Positions > 4)
        {
            S.Store(e0, results + 8 * S.Lanes);
            S.Store(e1, results + 9 * S.Lanes);
            S.Store(f0, results + 10 * S.Lanes);
            S.Store(f1, results + 11 * S.Lanes);
        }

        if (T.Positions > 6)
        {
            S.Store(g0, results + 12 * S.Lanes);
            S.Store(g1, results + 13 * S.Lanes);
            S.Store(h0, results + 14 * S.Lanes);
            S.Store(h1, results + 15 * S.Lanes);
        }
    }

    /// <summary>Fetches a little of the weights to come, of both vectors where they do not share cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<V, S>(ref float* ahead, nint step, nint toSecond)
        where V : struct
        where S : struct, ISimd<V>
    {
        PrefetchStream.Fetch(ahead);
        if (S.Lanes == Shape.Block) PrefetchStream.Fetch(ahead + toSecond);
        ahead += step;
    }

    /// <summary>One channel of all positions. Its number is a constant, a part of each address, so that nothing need be added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Channel<V, S, T>(
        float* x, int channel, nint oa, nint ob, nint oc, nint od, nint oe, nint of, nint og, nint oh, float* w, nint toSecond,
        ref V a0, ref V a1, ref V b0, ref V b1, ref V c0, ref V c1, ref V d0, ref V d1, ref V e0, ref V e1, ref V f0, ref V f1,
        ref V g0, ref V g1, ref V h0, ref V h1)
        where V : struct
        where S : struct, ISimd<V>
        where T : struct, ITile
    {
        V u = S.Load(w + channel * Shape.Block), v = S.Load(w + toSecond + channel * Shape.Block);
        var p = S.Broadcast((x + oa)[channel]);
        a0 = S.MultiplyAdd(p, u, a0);
        a1 = S.MultiplyAdd(p, v, a1);
        p = S.Broadcast((x + ob)[channel]);
        b0 = S.MultiplyAdd(p, u, b0);
        b1 = S.MultiplyAdd(p, v, b1);
        p = S.Broadcast((x + oc)[channel]);
        c0 = S.MultiplyAdd(p, u, c0);
        c1 = S.MultiplyAdd(p, v, c1);
        p = S.Broadcast((x + od)[channel]);
        d0 = S.MultiplyAdd(p, u, d0);
        d1 = S.MultiplyAdd(p, v, d1);
        if (T.Positions == 4) return;
        p = S.Broadcast((x + oe)[channel]);
        e0 = S.MultiplyAdd(p, u, e0);
        e1 = S.MultiplyAdd(p, v, e1);
        p = S.Broadcast((x + of)[channel]);
        f0 = S.MultiplyAdd(p, u, f0);
        f1 = S.MultiplyAdd(p, v, f1);
        if (T.Positions == 6) return;
        p = S.Broadcast((x + og)[channel]);
        g0 = S.MultiplyAdd(p, u, g0);
        g1 = S.MultiplyAdd(p, v, g1);
        p = S.Broadcast((x + oh)[channel]);
        h0 = S.MultiplyAdd(p, u, h0);
        h1 = S.MultiplyAdd(p, v, h1);
    }

    /// <summary>Four channels of four positions: eight independent sums, as many as two pipes with a latency of four keep busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourChannels<V, S>(
        float* x, nint oa, nint ob, nint oc, nint od, float* w, nint toSecond,
        ref V a0, ref V a1, ref V b0, ref V b1, ref V c0, ref V c1, ref V d0, ref V d1)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a = S.Load(x + oa), b = S.Load(x + ob), c = S.Load(x + oc), d = S.Load(x + od);
        OneChannel<V, S>(0, w, toSecond, a, b, c, d, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
        OneChannel<V, S>(1, w + Shape.Block, toSecond, a, b, c, d, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
        OneChannel<V, S>(2, w + 2 * Shape.Block, toSecond, a, b, c, d, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
        OneChannel<V, S>(3, w + 3 * Shape.Block, toSecond, a, b, c, d, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneChannel<V, S>(
        [ConstantExpected(Max = (byte)3)] byte lane, float* w, nint toSecond, V a, V b, V c, V d,
        ref V a0, ref V a1, ref V b0, ref V b1, ref V c0, ref V c1, ref V d0, ref V d1)
        where V : struct
        where S : struct, ISimd<V>
    {
        V u = S.Load(w), v = S.Load(w + toSecond);
        a0 = S.MultiplyAddLane(u, a, lane, a0);
        a1 = S.MultiplyAddLane(v, a, lane, a1);
        b0 = S.MultiplyAddLane(u, b, lane, b0);
        b1 = S.MultiplyAddLane(v, b, lane, b1);
        c0 = S.MultiplyAddLane(u, c, lane, c0);
        c1 = S.MultiplyAddLane(v, c, lane, c1);
        d0 = S.MultiplyAddLane(u, d, lane, d0);
        d1 = S.MultiplyAddLane(v, d, lane, d1);
    }
}
