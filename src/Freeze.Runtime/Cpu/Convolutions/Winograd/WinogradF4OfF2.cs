using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>F(4,3) whose weights are made from those of F(2,3): a layer that is packed for single images serves batches as well.</summary>
internal readonly struct WinogradF4OfF2 : IWinograd
{
    public static int Outputs => WinogradF4.Outputs;

    public static int Inputs => WinogradF4.Inputs;

    public static int Stride => WinogradF4.Stride;

    public static int Points => WinogradF4.Points;

    public static int Weights => WinogradF4.Weights;

    public static int Taps => WinogradF2.Points;

    public static int FirstPoint(int weight) => WinogradF4.FirstPoint(weight);

    /// <summary>F(2,3) holds g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2 and g2: the middle two are those of F(4,3) but for a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5)
        where V : struct
        where S : struct, ISimd<V>
    {
        V plus = g1, minus = g2, last = g3, third = S.Broadcast(-1f / 3), middle = S.Subtract(plus, minus);
        var far = S.Multiply(S.Broadcast(1f / 24), S.MultiplyAdd(S.Broadcast(4), last, g0));
        w0 = S.Multiply(S.Broadcast(1f / 4), g0);
        w1 = S.Multiply(third, plus);
        w2 = S.Multiply(third, minus);
        w3 = S.MultiplyAdd(S.Broadcast(1f / 12), middle, far);
        w4 = S.MultiplyAdd(S.Broadcast(-1f / 12), middle, far);
        w5 = last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(
        V d0, V d1, V d2, V d3, V d4, V d5, V d6, V d7, V d8,
        out V p0, out V p1, out V p2, out V p3, out V p4, out V p5, out V p6, out V p7, out V p8)
        where V : struct
        where S : struct, ISimd<V>
    {
        WinogradF4.TransformInput<V, S>(
            d0, d1, d2, d3, d4, d5, d6, d7, d8, out p0, out p1, out p2, out p3, out p4, out p5, out p6, out p7, out p8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(
        V m0, V m1, V m2, V m3, V m4, V m5, V m6, V m7, V m8, out V o0, out V o1, out V o2, out V o3)
        where V : struct
        where S : struct, ISimd<V>
    {
        WinogradF4.TransformOutput<V, S>(m0, m1, m2, m3, m4, m5, m6, m7, m8, out o0, out o1, out o2, out o3);
    }
}
