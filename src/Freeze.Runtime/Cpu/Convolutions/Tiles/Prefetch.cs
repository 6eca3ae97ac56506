using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// Fetches the weights that come next while the present ones are multiplied: a network at batch 1 reads each weight once or twice, so waiting
/// for memory would be most of its time. The next slice is fetched in equal shares by the tiles that work on this one. Weights lie in the file
/// in the order of reading; beyond a layer's last slice comes the next layer's first. A prefetch beyond the end is harmless.
/// </summary>
internal readonly unsafe struct Prefetch
{
    private readonly float* _next;
    private readonly int _share;
    private readonly int _rows;
    private readonly nint _step;

    /// <param name="next">Weights to fetch.</param>
    /// <param name="floats">How many floats.</param>
    /// <param name="reach">What a tile reads of the present slice.</param>
    /// <param name="tiles">Tiles that share the work.</param>
    public Prefetch(float* next, int floats, in Reach reach, int tiles)
    {
        _rows = reach.Rows;
        _share = (floats + tiles - 1) / tiles;
        _step = Step(_rows);
        _next = next;
    }

    /// <summary>The share of a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="rows">Rows of weights that it reads of the slice; fewer than others where padding is left out.</param>
    public PrefetchStream Share(int tile, int rows) => new(_next + tile * _share, rows == _rows ? _step : Step(rows));

    private int Step(int rows) => (_share + rows - 1) / rows;
}
