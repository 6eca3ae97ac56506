using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>F(4,3) whose weights are made from those of F(2,3): a layer that is packed for single images serves batches as well.</summary>
internal readonly struct WinogradF4OfF2 : IKernelTransform
{
    public static int Weights => WinogradF4.Weights;

    public static int Taps => WinogradF2.Points;

    /// <summary>F(2,3) holds g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2 and g2: the middle two are those of F(4,3) but for a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransformWeights<V, S>(V g0, V g1, V g2, V g3, out V w0, out V w1, out V w2, out V w3, out V w4, out V w5, out V w6)
        where V : struct
        where S : struct, ISimd<V>
    {
        V two = S.Broadcast(2), plus = g1, minus = g2, last = g3, middle = S.Subtract(plus, minus);
        var far = S.MultiplyAdd(S.Broadcast(4), last, g0);
        w0 = g0;
        w1 = S.Multiply(two, plus);
        w2 = S.Multiply(two, minus);
        w3 = S.MultiplyAdd(two, middle, far);
        w4 = S.MultiplyAdd(S.Broadcast(-2), middle, far);
        w5 = last;
        w6 = default;
    }
}
