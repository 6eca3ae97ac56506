using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Fetches the weights that come next while the present ones are multiplied: a network at batch 1 reads each weight once or twice, so waiting
/// for memory would be most of its time. The next slice is fetched in equal shares by the tiles that work on this one. Weights lie in the file
/// in the order of reading; beyond a layer's last slice comes the next layer's first. A prefetch beyond the end is harmless.
/// </summary>
internal unsafe struct Prefetch
{
    private readonly int _lines;
    private readonly int _tiles;
    private readonly nint _step;
    private float* _at;

    /// <param name="next">Next slice of weights.</param>
    /// <param name="reach">What a tile reads of a slice.</param>
    /// <param name="tiles">Tiles that share the work.</param>
    public Prefetch(float* next, in Reach reach, int tiles)
    {
        (_lines, _tiles) = (reach.Rows, tiles);
        _at = next;
    }

    private Prefetch(in Prefetch whole, int tile, int rows)
    {
        this = whole;
        var share = (_lines * Shape.Block + _tiles - 1) / _tiles;
        _at += tile * share;
        _step = (share + rows - 1) / rows;
    }

    /// <summary>The share of a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="rows">Rows of weights that it reads of the slice; fewer than others where padding is left out.</param>
    public readonly Prefetch Share(int tile, int rows) => new(this, tile, rows);

    /// <summary>Fetches a line at most.</summary>
    /// <param name="toSecond">Distance of a second stream that is read beside it; 0 when both vectors share cache lines.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(nint toSecond)
    {
        // Arm64 has no such instruction in .NET; its cores prefetch streams by themselves.
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(_at);
        if (toSecond != 0) Sse.Prefetch0(_at + toSecond);
        _at += _step;
    }
}
