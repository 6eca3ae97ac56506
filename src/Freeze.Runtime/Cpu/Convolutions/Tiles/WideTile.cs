namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>
/// Eight positions in sixteen accumulators, for the thirty-two registers of AVX-512 and of Arm64: sixteen multiply-adds for ten loads hide each
/// other's latency, which eight cannot, and weights are read half as often as with four.
/// </summary>
internal readonly struct WideTile : ITile
{
    /// <summary>Positions in a tile.</summary>
    public const int Positions = 8;

    static int ITile.Positions => Positions;
}
