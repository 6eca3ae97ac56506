using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>One tile's share of a prefetch, in small even steps: a burst of lines would fill the queue for memory and hold up the tile.</summary>
/// <param name="at">First float.</param>
/// <param name="step">Floats from one fetch to the next; below a line where many tiles share a slice.</param>
internal readonly unsafe struct PrefetchStream(float* at, nint step)
{
    /// <summary>First float.</summary>
    public float* Start { get; } = at;

    /// <summary>Floats from one fetch to the next.</summary>
    public nint Step { get; } = step;

    /// <summary>The same share of another stream.</summary>
    public PrefetchStream Moved(nint floats) => new(Start + floats, Step);

    /// <summary>Fetches the line of a float into the nearest cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* at)
    {
        // Arm64 has no such instruction in .NET; its cores prefetch streams by themselves.
        if (Sse.IsSupported) Sse.Prefetch0(at);
    }

    /// <summary>The same, and steps on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(ref float* at, nint step)
    {
        Fetch(at);
        at += step;
    }
}
