namespace Freeze.Cpu.Convolutions.Tiles;

/// <summary>What one output position reads: blocks of input channels, a few taps in each, a run of consecutive floats at each tap.</summary>
internal unsafe struct Reach
{
    /// <summary>First block of input channels that is read.</summary>
    public int FirstBlock;

    /// <summary>End of the blocks of input channels that are read.</summary>
    public int EndBlock;

    /// <summary>Input floats from one block to the next.</summary>
    public nint BlockStride;

    /// <summary>Weight floats of one block.</summary>
    public nint BlockWeights;

    /// <summary>Consecutive floats at each tap, each with a row of 16 weights.</summary>
    public int Run;

    /// <summary>Input offset of each tap.</summary>
    public nint* Taps;

    /// <summary>First tap that is read; those before it fall on padding.</summary>
    public int FirstTap;

    /// <summary>End of the taps that are read.</summary>
    public int EndTap;

    /// <summary>Runs that one position makes.</summary>
    public readonly int Runs => (EndBlock - FirstBlock) * (EndTap - FirstTap);

    /// <summary>Rows of 16 weights that one position reads.</summary>
    public readonly int Rows => Runs * Run;
}
