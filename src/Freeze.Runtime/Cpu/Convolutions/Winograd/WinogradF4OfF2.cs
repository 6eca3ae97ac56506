using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>F(4,3) whose weights are made from those of F(2,3): a layer that is packed for single images serves batches as well.</summary>
internal readonly unsafe struct WinogradF4OfF2 : IWinograd
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
    public static void TransformWeights<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V>
    {
        V g0 = S.Load(source), plus = S.Load(source + step), minus = S.Load(source + 2 * step), g2 = S.Load(source + 3 * step);
        V third = S.Broadcast(-1f / 3), g1 = S.Subtract(plus, minus), far = S.Multiply(S.Broadcast(1f / 24), S.MultiplyAdd(S.Broadcast(4), g2, g0));
        S.Store(S.Multiply(S.Broadcast(1f / 4), g0), target);
        S.Store(S.Multiply(third, plus), target + targetStep);
        S.Store(S.Multiply(third, minus), target + 2 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(1f / 12), g1, far), target + 3 * targetStep);
        S.Store(S.MultiplyAdd(S.Broadcast(-1f / 12), g1, far), target + 4 * targetStep);
        S.Store(g2, target + 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformInput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V> => WinogradF4.TransformInput<V, S>(source, step, target, targetStep);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformOutput<V, S>(float* source, nint step, float* target, nint targetStep)
        where V : struct
        where S : struct, ISimd<V> => WinogradF4.TransformOutput<V, S>(source, step, target, targetStep);
}
