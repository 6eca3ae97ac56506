using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd.Points;

/// <summary>1 and -1.</summary>
internal readonly struct PointsAtOne : IPointPair
{
    public static int First => 1;

    public static int Second => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(V g0, V g1, V g2, out V first, out V second)
        where V : struct
        where S : struct, ISimd<V>
    {
        var outer = S.Add(g0, g2);
        first = S.Add(outer, g1);
        second = S.Subtract(outer, g1);
    }
}
