using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// The inner product of <see cref="RowTile"/>: two runs of seven pixels by two vectors of output channels, in twenty-eight of AVX-512's registers.
/// The pixels of a run lie a constant distance apart, so two addresses serve them all. A round takes two channels, as in <see cref="InnerProduct"/>.
/// </summary>
internal static unsafe class RowProduct
{
    /// <summary>Vectors of sums that a run has.</summary>
    private const int RunVectors = 2 * RowTile.Run;

    /// <summary>Whether pixels may lie so many floats apart: with stride 1, with stride 2, and with stride 2 in a colour image.</summary>
    public static bool HasStep(int floats) => floats is Shape.Block or 2 * Shape.Block or 6;

    /// <summary>Sums the products of one tile.</summary>
    /// <param name="pixelStep">Floats from one pixel to the next.</param>
    /// <param name="first">Where the first run reads.</param>
    /// <param name="toSecondRun">Floats from there to where the second run reads.</param>
    /// <param name="reach">What each position reads.</param>
    /// <param name="weights">Weights of the first vector.</param>
    /// <param name="toSecond">Floats from there to those of the second vector.</param>
    /// <param name="ahead">Weights to fetch meanwhile, of one vector.</param>
    /// <param name="lines">Results to fetch meanwhile.</param>
    /// <param name="accumulate">Whether to add to the results rather than to replace them.</param>
    /// <param name="results">Sums, [position][2 vectors].</param>
    public static void Sum<V, S>(
        int pixelStep, float* first, nint toSecondRun, in Reach reach, float* weights, nint toSecond, PrefetchStream ahead, in OutputLines lines,
        bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>
    {
        switch (pixelStep)
        {
            case Shape.Block: Sum<V, S, NextPixel>(first, toSecondRun, reach, weights, toSecond, ahead, lines, accumulate, results); break;
            case 2 * Shape.Block: Sum<V, S, NextButOnePixel>(first, toSecondRun, reach, weights, toSecond, ahead, lines, accumulate, results); break;
            default: Sum<V, S, NextButOneColour>(first, toSecondRun, reach, weights, toSecond, ahead, lines, accumulate, results); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<V, S, T>(
        float* first, nint toSecondRun, in Reach reach, float* weights, nint toSecond, PrefetchStream ahead, in OutputLines lines,
        bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>
        where T : struct, IPixelStep
    {
        V a0 = S.Broadcast(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0, g0 = a0, g1 = a0;
        V h0 = a0, h1 = a0, i0 = a0, i1 = a0, j0 = a0, j1 = a0, k0 = a0, k1 = a0, l0 = a0, l1 = a0, m0 = a0, m1 = a0, n0 = a0, n1 = a0;
        if (accumulate)
        {
            Load<V, S>(results, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1, ref g0, ref g1);
            Load<V, S>(
                results + RunVectors * S.Lanes,
                ref h0, ref h1, ref i0, ref i1, ref j0, ref j1, ref k0, ref k1, ref l0, ref l1, ref m0, ref m1, ref n0, ref n1);
        }

        var fetch = ahead.Start;
        nint step = ahead.Step, lineStep = lines.Step;
        float* line = lines.First, line2 = lines.Second, line3 = lines.Third, line4 = lines.Fourth;
        int firstTap = reach.FirstTap, endTap = reach.EndTap, run = reach.Run;
        var w = weights + reach.FirstBlock * reach.BlockWeights + firstTap * run * Shape.Block;
        var leftOut = reach.BlockWeights - (endTap - firstTap) * run * Shape.Block;
        first += reach.FirstBlock * reach.BlockStride;
        for (var blocks = reach.EndBlock - reach.FirstBlock; blocks > 0; blocks--, w += leftOut, first += reach.BlockStride)
        for (var tap = firstTap; tap < endTap; tap++)
        {
            float* x = first + reach.Taps[tap], end = x + run, fetchLine = line;
            line = line2;
            line2 = line3;
            line3 = line4;
            for (var last = end - 2; x <= last; x += 2, w += 2 * Shape.Block)
            {
                PrefetchStream.Next(ref fetch, step);
                PrefetchStream.Next(ref fetchLine, lineStep);
                V u0 = S.Load(w), v0 = S.Load(w + toSecond);
                MultiplyAdd<V, S, T>(
                    x, 0, u0, v0, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1, ref g0, ref g1);
                MultiplyAdd<V, S, T>(
                    x + toSecondRun, 0, u0, v0,
                    ref h0, ref h1, ref i0, ref i1, ref j0, ref j1, ref k0, ref k1, ref l0, ref l1, ref m0, ref m1, ref n0, ref n1);

                PrefetchStream.Next(ref fetch, step);
                PrefetchStream.Next(ref fetchLine, lineStep);
                V u1 = S.Load(w + Shape.Block), v1 = S.Load(w + toSecond + Shape.Block);
                MultiplyAdd<V, S, T>(
                    x, 1, u1, v1, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1, ref g0, ref g1);
                MultiplyAdd<V, S, T>(
                    x + toSecondRun, 1, u1, v1,
                    ref h0, ref h1, ref i0, ref i1, ref j0, ref j1, ref k0, ref k1, ref l0, ref l1, ref m0, ref m1, ref n0, ref n1);
            }

            for (; x < end; x++, w += Shape.Block)
            {
                PrefetchStream.Next(ref fetch, step);
                PrefetchStream.Next(ref fetchLine, lineStep);
                V u = S.Load(w), v = S.Load(w + toSecond);
                MultiplyAdd<V, S, T>(
                    x, 0, u, v, ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1, ref e0, ref e1, ref f0, ref f1, ref g0, ref g1);
                MultiplyAdd<V, S, T>(
                    x + toSecondRun, 0, u, v,
                    ref h0, ref h1, ref i0, ref i1, ref j0, ref j1, ref k0, ref k1, ref l0, ref l1, ref m0, ref m1, ref n0, ref n1);
            }
        }

        Store<V, S>(results, a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1, g0, g1);
        Store<V, S>(results + RunVectors * S.Lanes, h0, h1, i0, i1, j0, j1, k0, k1, l0, l1, m0, m1, n0, n1);
    }

    /// <summary>One channel of seven pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd<V, S, T>(
        float* x, int channel, V u, V v, ref V a0, ref V a1, ref V b0, ref V b1, ref V c0, ref V c1, ref V d0, ref V d1, ref V e0, ref V e1,
        ref V f0, ref V f1, ref V g0, ref V g1)
        where V : struct
        where S : struct, ISimd<V>
        where T : struct, IPixelStep
    {
        var p = S.Broadcast(x[channel]);
        a0 = S.MultiplyAdd(p, u, a0);
        a1 = S.MultiplyAdd(p, v, a1);
        p = S.Broadcast(x[channel + T.Floats]);
        b0 = S.MultiplyAdd(p, u, b0);
        b1 = S.MultiplyAdd(p, v, b1);
        p = S.Broadcast(x[channel + 2 * T.Floats]);
        c0 = S.MultiplyAdd(p, u, c0);
        c1 = S.MultiplyAdd(p, v, c1);
        p = S.Broadcast(x[channel + 3 * T.Floats]);
        d0 = S.MultiplyAdd(p, u, d0);
        d1 = S.MultiplyAdd(p, v, d1);
        p = S.Broadcast(x[channel + 4 * T.Floats]);
        e0 = S.MultiplyAdd(p, u, e0);
        e1 = S.MultiplyAdd(p, v, e1);
        p = S.Broadcast(x[channel + 5 * T.Floats]);
        f0 = S.MultiplyAdd(p, u, f0);
        f1 = S.MultiplyAdd(p, v, f1);
        p = S.Broadcast(x[channel + 6 * T.Floats]);
        g0 = S.MultiplyAdd(p, u, g0);
        g1 = S.MultiplyAdd(p, v, g1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<V, S>(
        float* sums, ref V a0, ref V a1, ref V b0, ref V b1, ref V c0, ref V c1, ref V d0, ref V d1, ref V e0, ref V e1,
        ref V f0, ref V f1, ref V g0, ref V g1)
        where V : struct
        where S : struct, ISimd<V>
    {
        (a0, a1) = (S.Load(sums), S.Load(sums + S.Lanes));
        (b0, b1) = (S.Load(sums + 2 * S.Lanes), S.Load(sums + 3 * S.Lanes));
        (c0, c1) = (S.Load(sums + 4 * S.Lanes), S.Load(sums + 5 * S.Lanes));
        (d0, d1) = (S.Load(sums + 6 * S.Lanes), S.Load(sums + 7 * S.Lanes));
        (e0, e1) = (S.Load(sums + 8 * S.Lanes), S.Load(sums + 9 * S.Lanes));
        (f0, f1) = (S.Load(sums + 10 * S.Lanes), S.Load(sums + 11 * S.Lanes));
        (g0, g1) = (S.Load(sums + 12 * S.Lanes), S.Load(sums + 13 * S.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, S>(
        float* sums, V a0, V a1, V b0, V b1, V c0, V c1, V d0, V d1, V e0, V e1, V f0, V f1, V g0, V g1)
        where V : struct
        where S : struct, ISimd<V>
    {
        S.Store(a0, sums);
        S.Store(a1, sums + S.Lanes);
        S.Store(b0, sums + 2 * S.Lanes);
        S.Store(b1, sums + 3 * S.Lanes);
        S.Store(c0, sums + 4 * S.Lanes);
        S.Store(c1, sums + 5 * S.Lanes);
        S.Store(d0, sums + 6 * S.Lanes);
        S.Store(d1, sums + 7 * S.Lanes);
        S.Store(e0, sums + 8 * S.Lanes);
        S.Store(e1, sums + 9 * S.Lanes);
        S.Store(f0, sums + 10 * S.Lanes);
        S.Store(f1, sums + 11 * S.Lanes);
        S.Store(g0, sums + 12 * S.Lanes);
        S.Store(g1, sums + 13 * S.Lanes);
    }
}
