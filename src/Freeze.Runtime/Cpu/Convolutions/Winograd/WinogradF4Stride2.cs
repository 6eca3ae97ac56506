using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Stride 2 by phases: the outer taps see the even pixels, where F(4,2) at the points 0, 1, -1, 2 and infinity serves them; the middle tap sees
/// the odd pixels, each a point of its own. 81 products for 16 outputs, where the direct form needs 144.
/// </summary>
internal readonly unsafe struct WinogradF4Stride2 : IWinograd
{
    public static int Outputs => 4;

    public static int Inputs => 9;

    public static int Stride => 2;

    public static int Points => 9;

    public static int Weights => 6;

    public static int Taps => 3;

    public static int FirstPoint(int weight) => weight < 6 ? weight : 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5)
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V e0 = S.Load(source), e1 = S.Load(source + 2 * step), e2 = S.Load(source + 4 * step);
        V e3 = S.Load(source + 6 * step), e4 = S.Load(source + 8 * step);
        V two = S.Broadcast(2), difference = S.Subtract(e3, e1);
        S.Store(S.MultiplyAdd(two, S.Subtract(e0, e2), difference), target);
        S.Store(S.MultiplyAdd(S.Broadcast(-2), e1, S.Subtract(e3, e2)), target + targetStep);
        S.Store(S.MultiplyAdd(two, e1, S.MultiplyAdd(S.Broadcast(-3), e2, e3)), target + 2 * targetStep);
        S.Store(difference, target + 3 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(-2), difference, S.Subtract(e4, e2)), target + 4 * targetStep);
        S.Store(S.Load(source + step), target + 5 * targetStep);
        S.Store(S.Load(source + 3 * step), target + 6 * targetStep);
        S.Store(S.Load(source + 5 * step), target + 7 * targetStep);
        S.Store(S.Load(source + 7 * step), target + 8 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V m0 = S.Load(source), m1 = S.Load(source + step), m2 = S.Load(source + 2 * step);
        V m3 = S.Load(source + 3 * step), m4 = S.Load(source + 4 * step);
        V sum = S.Add(m1, m2), difference = S.Subtract(m1, m2);
        V odd0 = S.Load(source + 5 * step), odd1 = S.Load(source + 6 * step), odd2 = S.Load(source + 7 * step), odd3 = S.Load(source + 8 * step);
        S.Store(S.Add(S.Add(m0, sum), S.Add(m3, odd0)), target);
        S.Store(S.MultiplyAdd(S.Broadcast(2), m3, S.Add(difference, odd1)), target + targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(4), m3, S.Add(sum, odd2)), target + 2 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(8), m3, S.Add(S.Add(difference, m4), odd3)), target + 3 * targetStep);
    }
}
