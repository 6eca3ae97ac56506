namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>All four tiles.</summary>
internal readonly struct WholeRow : ITileRow
{
    public static int Tiles => RowGeometry.Tiles;
}
