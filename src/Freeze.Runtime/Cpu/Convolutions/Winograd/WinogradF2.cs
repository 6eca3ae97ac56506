using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// F(2,3) at the points 0, 1, -1 and infinity: 16 products for 4 outputs, where the direct form needs 36. Exact to a few roundings.
/// </summary>
internal readonly unsafe struct WinogradF2 : IWinograd
{
    public static int Outputs => 2;

    public static int Inputs => 4;

    public static int Stride => 1;

    public static int Points => 4;

    public static int Weights => 4;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5)
        where V : struct
        where S : struct, ISimd<V>
    {
        V half = S.Broadcast(1f / 2), outer = S.Multiply(half, S.Add(g0, g2));
        w0 = g0;
        w1 = S.MultiplyAdd(half, g1, outer);
        w2 = S.MultiplyAdd(S.Broadcast(-1f / 2), g1, outer);
        w3 = g2;
        w4 = w5 = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V d0 = S.Load(source), d1 = S.Load(source + step), d2 = S.Load(source + 2 * step), d3 = S.Load(source + 3 * step);
        S.Store(S.Subtract(d0, d2), target);
        S.Store(S.Add(d1, d2), target + targetStep);
        S.Store(S.Subtract(d2, d1), target + 2 * targetStep);
        S.Store(S.Subtract(d1, d3), target + 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V m0 = S.Load(source), m1 = S.Load(source + step), m2 = S.Load(source + 2 * step), m3 = S.Load(source + 3 * step);
        S.Store(S.Add(m0, S.Add(m1, m2)), target);
        S.Store(S.Subtract(S.Subtract(m1, m2), m3), target + targetStep);
    }
}
