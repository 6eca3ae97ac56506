using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// F(2,3) at the points 0, 1, -1 and infinity: 16 products for 4 outputs, where the direct form needs 36. Exact to a few roundings.
/// </summary>
internal readonly struct WinogradF2 : IWinograd
{
    public static int Outputs => 2;

    public static int Inputs => 4;

    public static int Stride => 1;

    public static int Phases => 1;

    public static int Kernel => 3;

    public static int Points => 4;

    public static int Weights => 4;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        V half = S.Broadcast(1f / 2), outer = S.Multiply(half, S.Add(g0, g2));
        w0 = g0;
        w1 = S.MultiplyAdd(half, g1, outer);
        w2 = S.MultiplyAdd(S.Broadcast(-1f / 2), g1, outer);
        w3 = g2;
        w4 = w5 = w6 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>
    {
        p0 = S.Subtract(d0, d2);
        p1 = S.Add(d1, d2);
        p2 = S.Subtract(d2, d1);
        p3 = S.Subtract(d1, d3);
        p4 = p5 = p6 = p7 = p8 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        o0 = S.Add(m0, S.Add(m1, m2));
        o1 = S.Subtract(S.Subtract(m1, m2), m3);
        o2 = o3 = default;
    }
}
