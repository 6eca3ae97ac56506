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
    private readonly nint _toSecond;
    private readonly int _lines;
    private readonly int _runs;
    private float* _at;

    /// <param name="next">Next slice of weights.</param>
    /// <param name="toSecond">Distance of a second stream that is read beside it; 0 when both vectors share cache lines.</param>
    /// <param name="reach">What a tile reads of a slice.</param>
    /// <param name="tiles">Tiles that share the work.</param>
    public Prefetch(float* next, nint toSecond, in Reach reach, int tiles)
    {
        (_toSecond, _runs) = (toSecond, reach.Runs);
        _lines = (reach.Rows + _runs * tiles - 1) / (_runs * tiles);
        _at = next;
    }

    private Prefetch(in Prefetch whole, int tile, int runs)
    {
        this = whole;
        var lines = _runs * _lines;
        if (runs != _runs) (_runs, _lines) = (runs, (lines + runs - 1) / runs);
        _at += (nint)tile * lines * Shape.Block;
    }

    /// <summary>The share of a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="runs">Runs that it makes over the slice; fewer than others where padding is left out.</param>
    public readonly Prefetch Share(int tile, int runs) => new(this, tile, runs);

    /// <summary>Fetches a few lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        // Arm64 has no such instruction in .NET; its cores prefetch streams by themselves.
        if (!Sse.IsSupported) return;
        for (var i = 0; i < _lines; i++)
        {
            Sse.Prefetch0(_at);
            if (_toSecond != 0) Sse.Prefetch0(_at + _toSecond);
            _at += Shape.Block;
        }
    }
}
