using System.Runtime.CompilerServices;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>
/// The products of a whole image at one point for one output vector, in up to twenty-eight of AVX-512's registers: each weight is loaded once, while
/// those to come are fetched, and each input is broadcast once, for the three rows of pixels that it serves.
/// </summary>
internal static unsafe class WholeImage
{
    private const int KernelRow = KernelLayout.BlockPair;

    private const int BlockWeights = RowGeometry.KernelRows * KernelRow;

    /// <summary>Floats from one row of transformed input to the next.</summary>
    private const int Row = RowGeometry.Tiles * Shape.Block;

    /// <typeparam name="T">The tiles that are needed; the sums of the others stay zero.</typeparam>
    /// <typeparam name="V">The vector type.</typeparam>
    /// <typeparam name="S">The vector's operations.</typeparam>
    /// <param name="input">Transformed input at the point, <c>[input block][row][tile][16 channels]</c>.</param>
    /// <param name="weights">Weights at the point, <c>[input block][row of the kernel][channel in block][16 outputs]</c>.</param>
    /// <param name="blocks">Input blocks.</param>
    /// <param name="sums">Receives the sums, <c>[row][tile]</c>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Sum<T, V, S>(float* input, float* weights, int blocks, float* sums)
        where T : struct, ITileRow
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Broadcast(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0, c0 = a0, c1 = a0, c2 = a0, c3 = a0;
        V d0 = a0, d1 = a0, d2 = a0, d3 = a0, e0 = a0, e1 = a0, e2 = a0, e3 = a0, f0 = a0, f1 = a0, f2 = a0, f3 = a0;
        V g0 = a0, g1 = a0, g2 = a0, g3 = a0;
        for (; blocks > 0; blocks--, input += RowGeometry.Plane, weights += BlockWeights)
        {
            for (var channel = 0; channel < Shape.Block; channel++)
            {
                float* x = input + channel, w = weights + channel * Shape.Block;
                V top = Next<V, S>(w), middle = Next<V, S>(w + KernelRow), bottom = Next<V, S>(w + 2 * KernelRow);
                Edge<T, V, S>(x, middle, top, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
                Inner<T, V, S>(
                    x + Row, bottom, middle, top, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, ref c0, ref c1, ref c2, ref c3);
                Inner<T, V, S>(
                    x + 2 * Row, bottom, middle, top, ref b0, ref b1, ref b2, ref b3, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
                Inner<T, V, S>(
                    x + 3 * Row, bottom, middle, top, ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3, ref e0, ref e1, ref e2, ref e3);
                Inner<T, V, S>(
                    x + 4 * Row, bottom, middle, top, ref d0, ref d1, ref d2, ref d3, ref e0, ref e1, ref e2, ref e3, ref f0, ref f1, ref f2, ref f3);
                Inner<T, V, S>(
                    x + 5 * Row, bottom, middle, top, ref e0, ref e1, ref e2, ref e3, ref f0, ref f1, ref f2, ref f3, ref g0, ref g1, ref g2, ref g3);
                Edge<T, V, S>(x + 6 * Row, bottom, middle, ref f0, ref f1, ref f2, ref f3, ref g0, ref g1, ref g2, ref g3);
            }
        }

        Sums.Store<V, S>(sums, a0, a1, a2, a3);
        Sums.Store<V, S>(sums + Row, b0, b1, b2, b3);
        Sums.Store<V, S>(sums + 2 * Row, c0, c1, c2, c3);
        Sums.Store<V, S>(sums + 3 * Row, d0, d1, d2, d3);
        Sums.Store<V, S>(sums + 4 * Row, e0, e1, e2, e3);
        Sums.Store<V, S>(sums + 5 * Row, f0, f1, f2, f3);
        Sums.Store<V, S>(sums + 6 * Row, g0, g1, g2, g3);
    }

    /// <summary>Loads a vector of weights and fetches the one that takes its place two input blocks later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Next<V, S>(float* weights)
        where V : struct
        where S : struct, ISimd<V>
    {
        PrefetchStream.Fetch(weights + 2 * BlockWeights);
        return S.Load(weights);
    }

    /// <summary>One channel of a row of input that serves the rows of pixels above it, beside it and below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inner<T, V, S>(
        float* x, V above, V beside, V below, ref V a0, ref V a1, ref V a2, ref V a3, ref V b0, ref V b1, ref V b2, ref V b3,
        ref V c0, ref V c1, ref V c2, ref V c3)
        where T : struct, ITileRow
        where V : struct
        where S : struct, ISimd<V>
    {
        var p = S.Broadcast(x[0]);
        a0 = S.MultiplyAdd(p, above, a0);
        b0 = S.MultiplyAdd(p, beside, b0);
        c0 = S.MultiplyAdd(p, below, c0);
        p = S.Broadcast(x[Shape.Block]);
        a1 = S.MultiplyAdd(p, above, a1);
        b1 = S.MultiplyAdd(p, beside, b1);
        c1 = S.MultiplyAdd(p, below, c1);
        p = S.Broadcast(x[2 * Shape.Block]);
        a2 = S.MultiplyAdd(p, above, a2);
        b2 = S.MultiplyAdd(p, beside, b2);
        c2 = S.MultiplyAdd(p, below, c2);
        if (T.Tiles < RowGeometry.Tiles) return;
        p = S.Broadcast(x[3 * Shape.Block]);
        a3 = S.MultiplyAdd(p, above, a3);
        b3 = S.MultiplyAdd(p, beside, b3);
        c3 = S.MultiplyAdd(p, below, c3);
    }

    /// <summary>The same for the first row, which has none above it, or the last one, which has none below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Edge<T, V, S>(
        float* x, V above, V below, ref V a0, ref V a1, ref V a2, ref V a3, ref V b0, ref V b1, ref V b2, ref V b3)
        where T : struct, ITileRow
        where V : struct
        where S : struct, ISimd<V>
    {
        var p = S.Broadcast(x[0]);
        a0 = S.MultiplyAdd(p, above, a0);
        b0 = S.MultiplyAdd(p, below, b0);
        p = S.Broadcast(x[Shape.Block]);
        a1 = S.MultiplyAdd(p, above, a1);
        b1 = S.MultiplyAdd(p, below, b1);
        p = S.Broadcast(x[2 * Shape.Block]);
        a2 = S.MultiplyAdd(p, above, a2);
        b2 = S.MultiplyAdd(p, below, b2);
        if (T.Tiles < RowGeometry.Tiles) return;
        p = S.Broadcast(x[3 * Shape.Block]);
        a3 = S.MultiplyAdd(p, above, a3);
        b3 = S.MultiplyAdd(p, below, b3);
    }
}
