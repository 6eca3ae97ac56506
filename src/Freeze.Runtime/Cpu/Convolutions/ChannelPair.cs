using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// The output channels of one tile: two vectors. Below 512 bits both lie in one block of 16 channels; at 512 bits each is a block, and the
/// second one may be missing.
/// </summary>
internal readonly struct ChannelPair
{
    private readonly int _lanes;
    private readonly bool _twoBlocks;

    public ChannelPair(int group, int lanes, Shape output)
    {
        var channel = group * 2 * lanes;
        (Block, Lane) = (channel / Shape.Block, channel % Shape.Block);
        _lanes = lanes;
        _twoBlocks = lanes == Shape.Block;
        HasSecond = !_twoBlocks || Block + 1 < output.Blocks;
    }

    private ChannelPair(int block, int lanes) => (Block, _lanes, _twoBlocks) = (block, lanes, true);

    /// <summary>Block of the first vector.</summary>
    public int Block { get; }

    /// <summary>First channel in the block.</summary>
    public int Lane { get; }

    /// <summary>Whether there is a second vector.</summary>
    public bool HasSecond { get; }

    /// <summary>Whether the vectors are two different blocks.</summary>
    public bool SpansBlocks => _twoBlocks && HasSecond;

    /// <summary>Pairs that cover an output.</summary>
    public static int Count(Shape output, int lanes) => (output.Blocks * Shape.Block + 2 * lanes - 1) / (2 * lanes);

    /// <summary>Channels of one block from a lane on: two vectors, or one where it fills the block.</summary>
    public static ChannelPair InBlock(int block, int lane, int lanes, Shape output) =>
        lanes == Shape.Block ? new(block, lanes) : new((block * Shape.Block + lane) / (2 * lanes), lanes, output);

    /// <summary>One block alone, where its neighbour reads other inputs.</summary>
    public ChannelPair Alone(int block) => new(block, _lanes);

    /// <summary>Distance of the second vector in memory where blocks lie this far apart; 0, the first one again, when there is none.</summary>
    public nint ToSecond(nint blockStride) => !_twoBlocks ? _lanes : HasSecond ? blockStride : 0;
}
