using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// F(4,3) at the points 0, 1, -1, 2, -2 and infinity: 36 products for 16 outputs, where the direct form needs 144. Costs about two bits.
/// </summary>
internal readonly unsafe struct WinogradF4 : IWinograd
{
    public static int Outputs => 4;

    public static int Inputs => 6;

    public static int Stride => 1;

    public static int Points => 6;

    public static int Weights => 6;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5)
        where V : struct
        where S : struct, ISimd<V>
    {
        V near = S.Multiply(S.Broadcast(-1f / 6), S.Add(g0, g2)), far = S.Multiply(S.Broadcast(1f / 24), S.MultiplyAdd(S.Broadcast(4), g2, g0));
        w0 = S.Multiply(S.Broadcast(1f / 4), g0);
        w1 = S.MultiplyAdd(S.Broadcast(-1f / 6), g1, near);
        w2 = S.MultiplyAdd(S.Broadcast(1f / 6), g1, near);
        w3 = S.MultiplyAdd(S.Broadcast(1f / 12), g1, far);
        w4 = S.MultiplyAdd(S.Broadcast(-1f / 12), g1, far);
        w5 = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V d0 = S.Load(source), d1 = S.Load(source + step), d2 = S.Load(source + 2 * step);
        V d3 = S.Load(source + 3 * step), d4 = S.Load(source + 4 * step), d5 = S.Load(source + 5 * step);
        V four = S.Broadcast(4), minusFour = S.Broadcast(-4), minusFive = S.Broadcast(-5);
        V even = S.MultiplyAdd(minusFour, d2, d4), odd = S.MultiplyAdd(minusFour, d1, d3);
        V evenStep = S.Subtract(d4, d2), oddStep = S.Subtract(d3, d1);
        S.Store(S.MultiplyAdd(four, d0, S.MultiplyAdd(minusFive, d2, d4)), target);
        S.Store(S.Add(even, odd), target + targetStep);
        S.Store(S.Subtract(even, odd), target + 2 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(2), oddStep, evenStep), target + 3 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(-2), oddStep, evenStep), target + 4 * targetStep);
        S.Store(S.MultiplyAdd(four, d1, S.MultiplyAdd(minusFive, d3, d5)), target + 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V m0 = S.Load(source), m1 = S.Load(source + step), m2 = S.Load(source + 2 * step);
        V m3 = S.Load(source + 3 * step), m4 = S.Load(source + 4 * step), m5 = S.Load(source + 5 * step);
        V sum1 = S.Add(m1, m2), difference1 = S.Subtract(m1, m2), sum2 = S.Add(m3, m4), difference2 = S.Subtract(m3, m4);
        S.Store(S.Add(m0, S.Add(sum1, sum2)), target);
        S.Store(S.MultiplyAdd(S.Broadcast(2), difference2, difference1), target + targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(4), sum2, sum1), target + 2 * targetStep);
        S.Store(S.Add(m5, S.MultiplyAdd(S.Broadcast(8), difference2, difference1)), target + 3 * targetStep);
    }
}
