namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>The tiles of a row of pixels that a point's products are needed for.</summary>
internal interface ITileRow
{
    /// <summary>How many, from the left.</summary>
    static abstract int Tiles { get; }
}
