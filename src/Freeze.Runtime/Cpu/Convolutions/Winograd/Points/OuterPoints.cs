using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd.Points;

/// <summary>0 and infinity: the outer taps themselves.</summary>
internal readonly struct OuterPoints : IPointPair
{
    public static int First => 0;

    public static int Second => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(V g0, V g1, V g2, out V first, out V second)
        where V : struct
        where S : struct, ISimd<V> =>
        (first, second) = (g0, g2);
}
