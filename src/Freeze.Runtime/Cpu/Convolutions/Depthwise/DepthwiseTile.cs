using System.Runtime.CompilerServices;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Depthwise;

/// <summary>
/// A run of four pixels by two vectors of channels, in eight accumulators that start as the bias and leave as results. At each tap it loads two
/// vectors of weights, which the pixels share; pixels are operands of the multiply-adds themselves. Where a row ends early its last pixel is
/// done again in place of those beyond: nothing outside is touched and no branch is needed.
/// </summary>
internal static unsafe class DepthwiseTile
{
    /// <summary>Pixels in a run.</summary>
    public const int Pixels = 4;

    /// <param name="input">First tap of the first pixel.</param>
    /// <param name="step">Floats from one pixel's taps to the next one's.</param>
    /// <param name="inputToSecond">Distance of the second vector's input.</param>
    /// <param name="reach">Taps.</param>
    /// <param name="weights">Weights of the first vector.</param>
    /// <param name="weightToSecond">Distance of the second vector's weights.</param>
    /// <param name="line">The row of results.</param>
    /// <param name="x">First pixel.</param>
    /// <param name="count">Pixels that there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<V, S>(
        float* input, nint step, nint inputToSecond, in Reach reach, float* weights, nint weightToSecond, in EpilogueLine line, int x, int count)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Load(line.Bias), a1 = S.Load(line.Bias + line.BiasToSecond);
        V b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
        nint second = Math.Min(1, count - 1), third = Math.Min(2, count - 1), fourth = Math.Min(3, count - 1);
        nint ob = second * step, oc = third * step, od = fourth * step;
        var w = weights + reach.FirstTap * Shape.Block;
        for (nint* tap = reach.Taps + reach.FirstTap, end = reach.Taps + reach.EndTap; tap < end; tap++, w += Shape.Block)
        {
            float* p = input + *tap, q = p + inputToSecond;
            V u = S.Load(w), v = S.Load(w + weightToSecond);
            a0 = S.MultiplyAdd(u, S.Load(p), a0);
            a1 = S.MultiplyAdd(v, S.Load(q), a1);
            b0 = S.MultiplyAdd(u, S.Load(p + ob), b0);
            b1 = S.MultiplyAdd(v, S.Load(q + ob), b1);
            c0 = S.MultiplyAdd(u, S.Load(p + oc), c0);
            c1 = S.MultiplyAdd(v, S.Load(q + oc), c1);
            d0 = S.MultiplyAdd(u, S.Load(p + od), d0);
            d1 = S.MultiplyAdd(v, S.Load(q + od), d1);
        }

        Finish<V, S>(line, x, second * Shape.Block, third * Shape.Block, fourth * Shape.Block, a0, a1, b0, b1, c0, c1, d0, d1);
    }

    /// <summary>
    /// The same where taps lie side by side, three in a row, and so do pixels: each pixel is loaded once for all the taps of a row that see it.
    /// </summary>
    /// <param name="input">First tap of the first pixel, in the first row of taps.</param>
    /// <param name="inputToSecond">Distance of the second vector's input.</param>
    /// <param name="inputStride">Floats from one row of taps to the next.</param>
    /// <param name="weights">Weights of the first vector, in the first row of taps.</param>
    /// <param name="weightToSecond">Distance of the second vector's weights.</param>
    /// <param name="rows">Rows of taps.</param>
    /// <param name="line">The row of results.</param>
    /// <param name="x">First pixel; there are three more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunThree<V, S>(
        float* input, nint inputToSecond, nint inputStride, float* weights, nint weightToSecond, int rows, in EpilogueLine line, int x)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Load(line.Bias), a1 = S.Load(line.Bias + line.BiasToSecond);
        V b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
        for (; rows > 0; rows--, input += inputStride, weights += 3 * Shape.Block)
        {
            RowOfThree<V, S>(input, weights, ref a0, ref b0, ref c0, ref d0);
            RowOfThree<V, S>(input + inputToSecond, weights + weightToSecond, ref a1, ref b1, ref c1, ref d1);
        }

        Finish<V, S>(line, x, Shape.Block, 2 * Shape.Block, 3 * Shape.Block, a0, a1, b0, b1, c0, c1, d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowOfThree<V, S>(float* input, float* weights, ref V a, ref V b, ref V c, ref V d)
        where V : struct
        where S : struct, ISimd<V>
    {
        V u = S.Load(weights), v = S.Load(weights + Shape.Block), w = S.Load(weights + 2 * Shape.Block);
        a = S.MultiplyAdd(u, S.Load(input), a);
        var p = S.Load(input + Shape.Block);
        a = S.MultiplyAdd(v, p, a);
        b = S.MultiplyAdd(u, p, b);
        p = S.Load(input + 2 * Shape.Block);
        a = S.MultiplyAdd(w, p, a);
        b = S.MultiplyAdd(v, p, b);
        c = S.MultiplyAdd(u, p, c);
        p = S.Load(input + 3 * Shape.Block);
        b = S.MultiplyAdd(w, p, b);
        c = S.MultiplyAdd(v, p, c);
        d = S.MultiplyAdd(u, p, d);
        p = S.Load(input + 4 * Shape.Block);
        c = S.MultiplyAdd(w, p, c);
        d = S.MultiplyAdd(v, p, d);
        d = S.MultiplyAdd(w, S.Load(input + 5 * Shape.Block), d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<V, S>(in EpilogueLine line, int x, nint ob, nint oc, nint od, V a0, V a1, V b0, V b1, V c0, V c1, V d0, V d1)
        where V : struct
        where S : struct, ISimd<V>
    {
        if (line.Residual != null)
        {
            // All loads before the first store: results may lie where the residual lies.
            float* p = line.Residual + (nint)x * Shape.Block, q = p + line.ResidualToSecond;
            a0 = S.Add(a0, S.Load(p));
            a1 = S.Add(a1, S.Load(q));
            b0 = S.Add(b0, S.Load(p + ob));
            b1 = S.Add(b1, S.Load(q + ob));
            c0 = S.Add(c0, S.Load(p + oc));
            c1 = S.Add(c1, S.Load(q + oc));
            d0 = S.Add(d0, S.Load(p + od));
            d1 = S.Add(d1, S.Load(q + od));
        }

        V floor = S.Broadcast(line.Floor), ceiling = S.Broadcast(line.Ceiling);
        float* r = line.Output + (nint)x * Shape.Block, s = r + line.OutputToSecond;
        S.Store(S.Clamp(a0, floor, ceiling), r);
        S.Store(S.Clamp(a1, floor, ceiling), s);
        S.Store(S.Clamp(b0, floor, ceiling), r + ob);
        S.Store(S.Clamp(b1, floor, ceiling), s + ob);
        S.Store(S.Clamp(c0, floor, ceiling), r + oc);
        S.Store(S.Clamp(c1, floor, ceiling), s + oc);
        S.Store(S.Clamp(d0, floor, ceiling), r + od);
        S.Store(S.Clamp(d1, floor, ceiling), s + od);
    }
}
