using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// The stem of residual networks for photographs, 7x7 with stride 2 over an image of few channels. Rows and columns of even and of odd number are
/// channels of their own: a kernel of four taps with stride 1, which F(4,4) serves at the points 1, -1, 2, -2, 1/2, -1/2 and infinity. 196 products
/// for 16 outputs and a channel of the image, where the direct form needs 784.
/// </summary>
internal readonly struct WinogradStem : IWinograd
{
    public static int Outputs => 4;

    public static int Inputs => 7;

    public static int Stride => 2;

    public static int Phases => 2;

    public static int Kernel => 7;

    public static int Points => 7;

    public static int Weights => 7;

    public static int Taps => 4;

    public static int FirstPoint(int weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        V one = S.Broadcast(-2f / 9), two = S.Broadcast(1f / 45), half = S.Broadcast(16f / 45);
        V even = S.Add(g0, g2), odd = S.Add(g1, g3);
        w0 = S.Multiply(one, S.Add(even, odd));
        w1 = S.Multiply(one, S.Subtract(odd, even));
        even = S.MultiplyAdd(S.Broadcast(4), g2, g0);
        odd = S.Multiply(S.Broadcast(2), S.MultiplyAdd(S.Broadcast(4), g3, g1));
        w2 = S.Multiply(two, S.Add(even, odd));
        w3 = S.Multiply(two, S.Subtract(odd, even));
        even = S.MultiplyAdd(S.Broadcast(1f / 4), g2, g0);
        odd = S.Multiply(S.Broadcast(1f / 2), S.MultiplyAdd(S.Broadcast(1f / 4), g3, g1));
        w4 = S.Multiply(half, S.Add(even, odd));
        w5 = S.Multiply(half, S.Subtract(odd, even));
        w6 = g3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>
    {
        V factor = S.Broadcast(-17f / 4);
        V even = S.MultiplyAdd(factor, d2, S.Add(d0, d4)), odd = S.MultiplyAdd(factor, d3, S.Add(d1, d5));
        p0 = S.Add(odd, even);
        p1 = S.Subtract(odd, even);
        factor = S.Broadcast(-5f / 4);
        V quarter = S.Broadcast(1f / 4);
        even = S.MultiplyAdd(quarter, d0, S.MultiplyAdd(factor, d2, d4));
        odd = S.MultiplyAdd(quarter, d1, S.MultiplyAdd(factor, d3, d5));
        p2 = S.MultiplyAdd(S.Broadcast(2), even, odd);
        p3 = S.MultiplyAdd(S.Broadcast(-2), even, odd);
        factor = S.Broadcast(-5);
        V four = S.Broadcast(4);
        even = S.MultiplyAdd(four, d0, S.MultiplyAdd(factor, d2, d4));
        odd = S.MultiplyAdd(four, d1, S.MultiplyAdd(factor, d3, d5));
        p4 = S.MultiplyAdd(S.Broadcast(1f / 2), even, odd);
        p5 = S.MultiplyAdd(S.Broadcast(-1f / 2), even, odd);
        p6 = S.MultiplyAdd(S.Broadcast(21f / 4), S.Subtract(d2, d4), S.Subtract(d6, d0));
        p7 = p8 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        V sum1 = S.Add(m0, m1), sum2 = S.Add(m2, m3), sum3 = S.Add(m4, m5);
        V difference1 = S.Subtract(m0, m1), difference2 = S.Subtract(m2, m3), difference3 = S.Subtract(m4, m5);
        o0 = S.Add(sum1, S.Add(sum2, sum3));
        o1 = S.MultiplyAdd(S.Broadcast(2), difference2, S.MultiplyAdd(S.Broadcast(1f / 2), difference3, difference1));
        o2 = S.MultiplyAdd(S.Broadcast(4), sum2, S.MultiplyAdd(S.Broadcast(1f / 4), sum3, sum1));
        o3 = S.MultiplyAdd(S.Broadcast(8), difference2, S.MultiplyAdd(S.Broadcast(1f / 8), difference3, S.Add(difference1, m6)));
    }
}
