namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>All but the last tile, where a point serves only the second pixel of a tile: the last tile has its first one alone.</summary>
internal readonly struct AllButLast : ITileRow
{
    public static int Tiles => RowGeometry.Tiles - 1;
}
