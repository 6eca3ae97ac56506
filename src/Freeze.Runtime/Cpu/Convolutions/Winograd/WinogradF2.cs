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
    public static void TransformWeights<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V g0 = S.Load(source), g1 = S.Load(source + step), g2 = S.Load(source + 2 * step);
        V half = S.Broadcast(1f / 2), outer = S.Multiply(half, S.Add(g0, g2));
        S.Store(g0, target);
        S.Store(S.MultiplyAdd(half, g1, outer), target + targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(-1f / 2), g1, outer), target + 2 * targetStep);
        S.Store(g2, target + 3 * targetStep);
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
