namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>How many positions (output pixels, or tiles at one Winograd point) are summed together.</summary>
internal interface ITile
{
    /// <summary>Positions in a tile: four, six, eight or fourteen.</summary>
    static abstract int Positions { get; }
}
