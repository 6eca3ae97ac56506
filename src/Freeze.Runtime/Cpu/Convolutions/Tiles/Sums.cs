using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>Sums on their way from registers to memory.</summary>
internal static unsafe class Sums
{
    /// <summary>Stores those of four neighbours, a block of channels apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V, S>(float* sums, V a, V b, V c, V d)
        where V : struct
        where S : struct, ISimd<V>
    {
        S.Store(a, sums);
        S.Store(b, sums + Shape.Block);
        S.Store(c, sums + 2 * Shape.Block);
        S.Store(d, sums + 3 * Shape.Block);
    }
}
