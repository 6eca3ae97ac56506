using Freeze.Cpu.Simd;

namespace Freeze.Cpu.Convolutions;

/// <summary>The inner product of several positions (output pixels, or tiles at one Winograd point) by two vectors of output channels.</summary>
internal unsafe interface ITile
{
    /// <summary>Positions in a tile.</summary>
    static abstract int Positions { get; }

    /// <summary>Sums the products of one tile.</summary>
    /// <param name="input">Where position offsets count from.</param>
    /// <param name="offsets">Offset of each position in floats.</param>
    /// <param name="reach">What each position reads.</param>
    /// <param name="w0">Weights of the first vector.</param>
    /// <param name="w1">Weights of the second vector.</param>
    /// <param name="ahead">Weights to fetch meanwhile.</param>
    /// <param name="accumulate">Whether to add to the results rather than to replace them.</param>
    /// <param name="results">Sums, [position][2 vectors].</param>
    static abstract void Multiply<V, S>(
        float* input, nint* offsets, in Reach reach, float* w0, float* w1, PrefetchStream ahead, bool accumulate, float* results)
        where V : struct
        where S : struct, ISimd<V>;
}
