using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Stride 2 by phases: the outer taps see the even pixels, where F(2,2) at the points 0, 1 and infinity serves them; the middle tap sees the odd
/// pixels, each a point of its own. 25 products for 4 outputs, where the direct form needs 36. Exact to a few roundings.
/// </summary>
internal readonly struct WinogradF2Stride2 : IWinograd
{
    public static int Outputs => 2;

    public static int Inputs => 5;

    public static int Stride => 2;

    public static int Phases => 1;

    public static int Kernel => 3;

    public static int Points => 5;

    public static int Weights => 4;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight < 2 ? weight : weight + 1;

    /// <summary>The taps themselves come first, so that another form can be made of these weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        (w0, w1, w2, w3) = (g0, g1, g2, S.Add(g0, g2));
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
        (p1, p2) = (d1, d3);
        p3 = S.Subtract(d4, d2);
        p4 = d2;
        p5 = p6 = p7 = p8 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        o0 = S.Add(S.Add(m0, m1), m4);
        o1 = S.Add(S.Add(m3, m2), m4);
        o2 = o3 = default;
    }
}
