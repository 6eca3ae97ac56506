using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions.Winograd.Points;

/// <summary>2 and -2.</summary>
internal readonly struct PointsAtTwo : IPointPair
{
    public static int First => 3;

    public static int Second => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<V, S>(V g0, V g1, V g2, out V first, out V second)
        where V : struct
        where S : struct, ISimd<V>
    {
        var outer = S.MultiplyAdd(S.Broadcast(4), g2, g0);
        first = S.MultiplyAdd(S.Broadcast(2), g1, outer);
        second = S.MultiplyAdd(S.Broadcast(-2), g1, outer);
    }
}
