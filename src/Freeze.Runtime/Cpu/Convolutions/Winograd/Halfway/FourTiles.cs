using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Convolutions.Winograd.Points;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Halfway;

/// <summary>
/// The products of four tiles at one vertical point: at each horizontal point, weights that are made of a kernel row's three taps. On AVX-512 all
/// twenty-four sums of an output vector stay in registers, so the taps are loaded once, while those to come are fetched. With fewer or shorter
/// registers there are eight sums at a time, of a pair of points.
/// </summary>
internal static unsafe class FourTiles
{
    private const int Tap = KernelLayout.BlockPair;

    /// <summary>Input blocks whose taps, 12 KB, stay in the level-1 cache while they are read for one pair of points after the other.</summary>
    private const int BlocksAtATime = 4;

    /// <summary>Sums all points at once, for vectors as long as a block.</summary>
    /// <param name="input">Transformed input, <c>[input block][point][tile][16 channels]</c>.</param>
    /// <param name="taps">Weights, <c>[input block][tap][channel in block][16 outputs]</c>.</param>
    /// <param name="blocks">Input blocks.</param>
    /// <param name="sums">Receives the sums, <c>[point][tile][16 outputs]</c>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Sum<V, S>(float* input, float* taps, int blocks, float* sums)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Broadcast(0), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0, a2 = a0, b2 = a0, c2 = a0, d2 = a0;
        V a3 = a0, b3 = a0, c3 = a0, d3 = a0, a4 = a0, b4 = a0, c4 = a0, d4 = a0, a5 = a0, b5 = a0, c5 = a0, d5 = a0;
        for (; blocks > 0; blocks--, input += HalfwayGeometry.PointRow, taps += HalfwayGeometry.BlockWeights - Tap)
        {
            for (float* x = input, end = input + Shape.Block; x < end; x++, taps += Shape.Block)
            {
                V g0 = Next<V, S>(taps), g1 = Next<V, S>(taps + Tap), g2 = Next<V, S>(taps + 2 * Tap);
                Pair<OuterPoints, V, S>(x, g0, g1, g2, ref a0, ref b0, ref c0, ref d0, ref a5, ref b5, ref c5, ref d5);
                Pair<PointsAtOne, V, S>(x, g0, g1, g2, ref a1, ref b1, ref c1, ref d1, ref a2, ref b2, ref c2, ref d2);
                Pair<PointsAtTwo, V, S>(x, g0, g1, g2, ref a3, ref b3, ref c3, ref d3, ref a4, ref b4, ref c4, ref d4);
            }
        }

        Sums.Store<V, S>(sums, a0, b0, c0, d0);
        Sums.Store<V, S>(sums + HalfwayGeometry.Point, a1, b1, c1, d1);
        Sums.Store<V, S>(sums + 2 * HalfwayGeometry.Point, a2, b2, c2, d2);
        Sums.Store<V, S>(sums + 3 * HalfwayGeometry.Point, a3, b3, c3, d3);
        Sums.Store<V, S>(sums + 4 * HalfwayGeometry.Point, a4, b4, c4, d4);
        Sums.Store<V, S>(sums + 5 * HalfwayGeometry.Point, a5, b5, c5, d5);
    }

    /// <summary>Sums pair after pair, for shorter vectors: those of an output block one after the other, while its taps are near.</summary>
    /// <param name="input">Transformed input, <c>[input block][point][tile][16 channels]</c>.</param>
    /// <param name="taps">Weights, <c>[input block][tap][channel in block][16 outputs]</c>.</param>
    /// <param name="blocks">Input blocks.</param>
    /// <param name="sums">Receives the sums, <c>[point][tile][16 outputs]</c>.</param>
    public static void SumByPairs<V, S>(float* input, float* taps, int blocks, float* sums)
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var first = 0; first < blocks; first += BlocksAtATime)
        {
            var count = Math.Min(BlocksAtATime, blocks - first);
            for (var lane = 0; lane < Shape.Block; lane += S.Lanes)
            {
                SumPair<OuterPoints, V, S>(input, taps + lane, count, first > 0, sums + lane);
                SumPair<PointsAtOne, V, S>(input, taps + lane, count, first > 0, sums + lane);
                SumPair<PointsAtTwo, V, S>(input, taps + lane, count, first > 0, sums + lane);
            }

            input += BlocksAtATime * HalfwayGeometry.PointRow;
            taps += BlocksAtATime * HalfwayGeometry.BlockWeights;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumPair<P, V, S>(float* input, float* taps, int blocks, bool accumulate, float* sums)
        where P : struct, IPointPair
        where V : struct
        where S : struct, ISimd<V>
    {
        float* first = sums + P.First * HalfwayGeometry.Point, second = sums + P.Second * HalfwayGeometry.Point;
        V a0 = S.Broadcast(0), b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
        if (accumulate)
        {
            (a0, b0) = (S.Load(first), S.Load(first + Shape.Block));
            (c0, d0) = (S.Load(first + 2 * Shape.Block), S.Load(first + 3 * Shape.Block));
            (a1, b1) = (S.Load(second), S.Load(second + Shape.Block));
            (c1, d1) = (S.Load(second + 2 * Shape.Block), S.Load(second + 3 * Shape.Block));
        }

        for (; blocks > 0; blocks--, input += HalfwayGeometry.PointRow, taps += HalfwayGeometry.BlockWeights - Tap)
        {
            float* x = input, end = input + Shape.Block;
            if (S.MultipliesByLane)
            {
                for (; x < end; x += 4, taps += 4 * Shape.Block)
                {
                    FourChannels<P, V, S>(x, taps, ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
                }

                continue;
            }

            for (; x < end; x++, taps += Shape.Block)
            {
                V g0 = Next<V, S>(taps), g1 = Next<V, S>(taps + Tap), g2 = Next<V, S>(taps + 2 * Tap);
                Pair<P, V, S>(x, g0, g1, g2, ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1);
            }
        }

        Sums.Store<V, S>(first, a0, b0, c0, d0);
        Sums.Store<V, S>(second, a1, b1, c1, d1);
    }

    /// <summary>Loads a vector of taps and fetches the one that takes its place two input blocks later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Next<V, S>(float* taps)
        where V : struct
        where S : struct, ISimd<V>
    {
        PrefetchStream.Fetch(taps + 2 * HalfwayGeometry.BlockWeights);
        return S.Load(taps);
    }

    /// <summary>One channel at a pair of points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<P, V, S>(
        float* x, V g0, V g1, V g2, ref V a0, ref V b0, ref V c0, ref V d0, ref V a1, ref V b1, ref V c1, ref V d1)
        where P : struct, IPointPair
        where V : struct
        where S : struct, ISimd<V>
    {
        P.Weights<V, S>(g0, g1, g2, out var first, out var second);
        Tiles<V, S>(x + P.First * HalfwayGeometry.Point, first, ref a0, ref b0, ref c0, ref d0);
        Tiles<V, S>(x + P.Second * HalfwayGeometry.Point, second, ref a1, ref b1, ref c1, ref d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tiles<V, S>(float* x, V weights, ref V a, ref V b, ref V c, ref V d)
        where V : struct
        where S : struct, ISimd<V>
    {
        a = S.MultiplyAdd(S.Broadcast(x[0]), weights, a);
        b = S.MultiplyAdd(S.Broadcast(x[Shape.Block]), weights, b);
        c = S.MultiplyAdd(S.Broadcast(x[2 * Shape.Block]), weights, c);
        d = S.MultiplyAdd(S.Broadcast(x[3 * Shape.Block]), weights, d);
    }

    /// <summary>Four channels at a pair of points, each a lane of the inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourChannels<P, V, S>(
        float* x, float* taps, ref V a0, ref V b0, ref V c0, ref V d0, ref V a1, ref V b1, ref V c1, ref V d1)
        where P : struct, IPointPair
        where V : struct
        where S : struct, ISimd<V>
    {
        float* y = x + P.Second * HalfwayGeometry.Point;
        x += P.First * HalfwayGeometry.Point;
        V xa = S.Load(x), xb = S.Load(x + Shape.Block), xc = S.Load(x + 2 * Shape.Block), xd = S.Load(x + 3 * Shape.Block);
        V ya = S.Load(y), yb = S.Load(y + Shape.Block), yc = S.Load(y + 2 * Shape.Block), yd = S.Load(y + 3 * Shape.Block);
        Weights<P, V, S>(taps, out var first, out var second);
        TilesByLane<V, S>(0, xa, xb, xc, xd, first, ref a0, ref b0, ref c0, ref d0);
        TilesByLane<V, S>(0, ya, yb, yc, yd, second, ref a1, ref b1, ref c1, ref d1);
        Weights<P, V, S>(taps + Shape.Block, out first, out second);
        TilesByLane<V, S>(1, xa, xb, xc, xd, first, ref a0, ref b0, ref c0, ref d0);
        TilesByLane<V, S>(1, ya, yb, yc, yd, second, ref a1, ref b1, ref c1, ref d1);
        Weights<P, V, S>(taps + 2 * Shape.Block, out first, out second);
        TilesByLane<V, S>(2, xa, xb, xc, xd, first, ref a0, ref b0, ref c0, ref d0);
        TilesByLane<V, S>(2, ya, yb, yc, yd, second, ref a1, ref b1, ref c1, ref d1);
        Weights<P, V, S>(taps + 3 * Shape.Block, out first, out second);
        TilesByLane<V, S>(3, xa, xb, xc, xd, first, ref a0, ref b0, ref c0, ref d0);
        TilesByLane<V, S>(3, ya, yb, yc, yd, second, ref a1, ref b1, ref c1, ref d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights<P, V, S>(float* taps, out V first, out V second)
        where P : struct, IPointPair
        where V : struct
        where S : struct, ISimd<V> =>
        P.Weights<V, S>(S.Load(taps), S.Load(taps + Tap), S.Load(taps + 2 * Tap), out first, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TilesByLane<V, S>(
        [ConstantExpected(Max = (byte)3)] byte lane, V xa, V xb, V xc, V xd, V weights, ref V a, ref V b, ref V c, ref V d)
        where V : struct
        where S : struct, ISimd<V>
    {
        a = S.MultiplyAddLane(weights, xa, lane, a);
        b = S.MultiplyAddLane(weights, xb, lane, b);
        c = S.MultiplyAddLane(weights, xc, lane, c);
        d = S.MultiplyAddLane(weights, xd, lane, d);
    }
}
