namespace Freeze.Cpu.Convolutions.Tiles;

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

    /// <summary>Whether it can serve a layer: runs must not straddle two rows of pixels, and the distance of pixels must be one of three.</summary>
    public static bool Fits(in DirectGeometry geometry) => geometry.Output.Width % Run == 0 && RowProduct.HasStep(geometry.PixelStep);

    static int ITile.Positions => Positions;
}
