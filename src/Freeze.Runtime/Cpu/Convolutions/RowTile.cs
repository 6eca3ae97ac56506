namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Two runs of seven pixels, for AVX-512 and images whose width is a multiple of seven, as those of ImageNet's networks are: twenty-eight
/// multiply-adds for sixteen loads.
/// </summary>
internal readonly struct RowTile : ITile
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 2 * Run;

    /// <summary>Positions side by side.</summary>
    public const int Run = 7;

    static int ITile.Positions => Positions;
}
