using System.Runtime.CompilerServices;
using Freeze.Cpu.Convolutions.Winograd.Points;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// F(4,3) at the points 0, 1, -1, 2, -2 and infinity: 36 products for 16 outputs, where the direct form needs 144. Costs about two bits.
/// </summary>
internal readonly struct WinogradF4 : IWinograd
{
    public static int Outputs => 4;

    public static int Inputs => 6;

    public static int Stride => 1;

    public static int Phases => 1;

    public static int Kernel => 3;

    public static int Points => 6;

    public static int Weights => 6;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight;

    /// <summary>Without their factors, which the output's transform has: so they take few steps where they are made in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        OuterPoints.Weights<V, S>(g0, g1, g2, out w0, out w5);
        PointsAtOne.Weights<V, S>(g0, g1, g2, out w1, out w2);
        PointsAtTwo.Weights<V, S>(g0, g1, g2, out w3, out w4);
        w6 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>
    {
        V four = S.Broadcast(4), minusFour = S.Broadcast(-4), minusFive = S.Broadcast(-5);
        V even = S.MultiplyAdd(minusFour, d2, d4), odd = S.MultiplyAdd(minusFour, d1, d3);
        V evenStep = S.Subtract(d4, d2), oddStep = S.Subtract(d3, d1);
        p0 = S.MultiplyAdd(four, d0, S.MultiplyAdd(minusFive, d2, d4));
        p1 = S.Add(even, odd);
        p2 = S.Subtract(even, odd);
        p3 = S.MultiplyAdd(S.Broadcast(2), oddStep, evenStep);
        p4 = S.MultiplyAdd(S.Broadcast(-2), oddStep, evenStep);
        p5 = S.MultiplyAdd(four, d1, S.MultiplyAdd(minusFive, d3, d5));
        p6 = p7 = p8 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        V sum1 = S.Add(m1, m2), difference1 = S.Subtract(m1, m2), sum2 = S.Add(m3, m4), difference2 = S.Subtract(m3, m4);
        V factor1 = S.Broadcast(-1f / 6), even = S.Multiply(factor1, sum1), odd = S.Multiply(factor1, difference1);
        o0 = S.MultiplyAdd(S.Broadcast(1f / 4), m0, S.MultiplyAdd(S.Broadcast(1f / 24), sum2, even));
        o1 = S.MultiplyAdd(S.Broadcast(1f / 12), difference2, odd);
        o2 = S.MultiplyAdd(S.Broadcast(1f / 6), sum2, even);
        o3 = S.Add(m5, S.MultiplyAdd(S.Broadcast(1f / 3), difference2, odd));
    }
}
