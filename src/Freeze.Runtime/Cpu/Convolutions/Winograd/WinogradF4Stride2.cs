using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Stride 2 by phases: the outer taps see the even pixels, where F(4,2) at the points 0, 1, -1, 2 and infinity serves them; the middle tap sees
/// the odd pixels, each a point of its own. 81 products for 16 outputs, where the direct form needs 144.
/// </summary>
internal readonly struct WinogradF4Stride2 : IWinograd
{
    public static int Outputs => 4;

    public static int Inputs => 9;

    public static int Stride => 2;

    public static int Phases => 1;

    public static int Kernel => 3;

    public static int Points => 9;

    public static int Weights => 6;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight < 6 ? weight : 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        V sixth = S.Broadcast(1f / 6);
        w0 = S.Multiply(S.Broadcast(1f / 2), g0);
        w1 = S.MultiplyAdd(S.Broadcast(-1f / 2), g2, S.Subtract(S.Broadcast(0), w0));
        w2 = S.Multiply(sixth, S.Subtract(g2, g0));
        w3 = S.Multiply(sixth, S.MultiplyAdd(S.Broadcast(2), g2, g0));
        w4 = g2;
        w5 = g1;
        w6 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>
    {
        V two = S.Broadcast(2), difference = S.Subtract(d6, d2);
        p0 = S.MultiplyAdd(two, S.Subtract(d0, d4), difference);
        p1 = S.MultiplyAdd(S.Broadcast(-2), d2, S.Subtract(d6, d4));
        p2 = S.MultiplyAdd(two, d2, S.MultiplyAdd(S.Broadcast(-3), d4, d6));
        p3 = difference;
        p4 = S.MultiplyAdd(S.Broadcast(-2), difference, S.Subtract(d8, d4));
        (p5, p6, p7, p8) = (d1, d3, d5, d7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        V sum = S.Add(m1, m2), difference = S.Subtract(m1, m2);
        o0 = S.Add(S.Add(m0, sum), S.Add(m3, m5));
        o1 = S.MultiplyAdd(S.Broadcast(2), m3, S.Add(difference, m6));
        o2 = S.MultiplyAdd(S.Broadcast(4), m3, S.Add(sum, m7));
        o3 = S.MultiplyAdd(S.Broadcast(8), m3, S.Add(S.Add(difference, m4), m8));
    }
}
