namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// Four positions in eight accumulators: for Winograd's points, which a small image has few of, and for pixels of small images, where a tile that
/// lies in one row leaves out the rows of taps that fall on padding. Eight multiply-adds for six loads.
/// </summary>
internal readonly struct MicroTile : ITile
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 4;

    static int ITile.Positions => Positions;
}
