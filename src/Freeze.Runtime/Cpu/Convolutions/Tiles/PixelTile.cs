namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// Six positions in twelve accumulators: for pixels of larger images and 1x1 kernels. Twelve multiply-adds for eight loads, in fifteen of the sixteen
/// registers of AVX2.
/// </summary>
internal readonly struct PixelTile : ITile
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 6;

    static int ITile.Positions => Positions;
}
