using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// What the direct convolution needs to know of a layer. A dense layer is a convolution whose kernel covers its whole input.
/// Weights are packed as <c>[output block][input block][ky][kx][channel in block][16 outputs]</c>, so that the inner loop reads them in one
/// stream. Where groups keep channels apart, an output block reads only the input blocks that any of its channels needs, with zeros between.
/// </summary>
internal readonly unsafe struct DirectGeometry
{
    private readonly int _inputsPerGroup;
    private readonly int _outputsPerGroup;

    public DirectGeometry(Conv2D layer)
        : this(layer, layer.Kernel, layer.Stride, layer.Pad, layer.Dilation, layer.Groups, layer.FromImage)
    {
    }

    public DirectGeometry(Dense layer)
        : this(layer, new Extent(layer.Input.Height, layer.Input.Width), new Extent(1, 1), default, new Extent(1, 1), 1, fromImage: false)
    {
    }

    private DirectGeometry(Layer layer, Extent kernel, Extent stride, Extent pad, Extent dilation, int groups, bool fromImage)
    {
        (Input, Output, Kernel, Stride, Pad, Dilation) = (layer.Input, layer.Output, kernel, stride, pad, dilation);
        _inputsPerGroup = Input.Channels / groups;
        _outputsPerGroup = Output.Channels / groups;
        PixelStride = fromImage && Input.Channels < Shape.Block ? Input.Channels : Shape.Block;
        RowStride = (Input.Width + 2 * Input.Halo) * PixelStride;
        PlaneStride = (Input.Height + 2 * Input.Halo) * RowStride;
        Origin = Input.Halo * RowStride + Input.Halo * PixelStride;
        InputBlocks = 0;
        for (var block = 0; block < Output.Blocks; block++)
            InputBlocks = Math.Max(InputBlocks, LastInputBlock(block) - NaturalFirstInputBlock(block) + 1);
    }

    public Shape Input { get; }

    public Shape Output { get; }

    public Extent Kernel { get; }

    public Extent Stride { get; }

    public Extent Pad { get; }

    public Extent Dilation { get; }

    /// <summary>Floats from one input pixel to the next: 16, or the channels of a small image.</summary>
    public int PixelStride { get; }

    /// <summary>Floats between the inputs of neighbouring output pixels.</summary>
    public int PixelStep => Stride.Width * PixelStride;

    public int RowStride { get; }

    public int PlaneStride { get; }

    /// <summary>Floats from the start of the input to its pixel (0, 0).</summary>
    public int Origin { get; }

    /// <summary>Whether a row of taps is one run of consecutive floats: the pixels of a small image lie side by side.</summary>
    private bool RowsAreRuns => PixelStride < Shape.Block && Dilation.Width == 1;

    /// <summary>Taps of a kernel's row, or 1 where the row is one run.</summary>
    public int TapsPerRow => RowsAreRuns ? 1 : Kernel.Width;

    /// <summary>Taps of the kernel.</summary>
    public int Taps => Kernel.Height * TapsPerRow;

    /// <summary>Input blocks that one output block reads.</summary>
    public int InputBlocks { get; }

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => InputBlocks * Kernel.Height * Kernel.Width * PixelStride * Shape.Block;

    public int PackedFloats => Output.Blocks * BlockFloats;

    private int BlocksOfInput => PixelStride < Shape.Block ? 1 : Input.Blocks;

    /// <summary>First input block that an output block reads.</summary>
    public int FirstInputBlock(int outputBlock) => Math.Min(NaturalFirstInputBlock(outputBlock), BlocksOfInput - InputBlocks);

    /// <summary>What one output pixel reads.</summary>
    /// <param name="taps">Room for the offsets of the taps.</param>
    public Reach Reach(nint* taps)
    {
        for (var tap = 0; tap < Taps; tap++)
        {
            var (y, x) = (tap / TapsPerRow, tap % TapsPerRow);
            taps[tap] = (nint)(y * Dilation.Height) * RowStride + (nint)(x * Dilation.Width) * PixelStride;
        }

        return new Reach
        {
            EndBlock = InputBlocks, BlockStride = PlaneStride, BlockWeights = BlockFloats / InputBlocks,
            Run = RowsAreRuns ? Kernel.Width * PixelStride : PixelStride, Taps = taps, EndTap = Taps,
        };
    }

    /// <summary>Offset of the first tap of output pixel (0, 0) in the blocks that an output block reads.</summary>
    public nint FirstInput(int outputBlock) =>
        Origin + (nint)FirstInputBlock(outputBlock) * PlaneStride - (nint)Pad.Height * RowStride - (nint)Pad.Width * PixelStride;

    /// <summary>Offset of an output pixel's taps from those of pixel (0, 0).</summary>
    public nint Offset(int y, int x) => (nint)(y * Stride.Height) * RowStride + (nint)(x * Stride.Width) * PixelStride;

    /// <summary>Rows of the kernel that meet the image for an output row; at least one.</summary>
    public (int Start, int End) RowsInside(int y)
    {
        var top = y * Stride.Height - Pad.Height;
        var start = top >= 0 ? 0 : (-top + Dilation.Height - 1) / Dilation.Height;
        var end = Math.Min(Kernel.Height, (Input.Height - 1 - top) / Dilation.Height + 1);
        return start < end ? (start, end) : (0, 1);
    }

    /// <summary>Packs canonical weights, [outputs, inputs / groups, kernel height, kernel width].</summary>
    public float[] Pack(ReadOnlySpan<float> weights)
    {
        var packed = new float[PackedFloats];
        for (var block = 0; block < Output.Blocks; block++) Pack(weights, block, packed.AsSpan(block * BlockFloats, BlockFloats));
        return packed;
    }

    /// <summary>Packs the weights of one output block.</summary>
    /// <param name="weights">All weights, [outputs, inputs / groups, kernel height, kernel width].</param>
    /// <param name="block">The output block.</param>
    /// <param name="packed">Receives them; zeros where there is no channel.</param>
    public void Pack(ReadOnlySpan<float> weights, int block, Span<float> packed)
    {
        packed.Clear();
        var taps = Kernel.Height * Kernel.Width;
        for (var output = block * Shape.Block; output < Math.Min((block + 1) * Shape.Block, Output.Channels); output++)
        {
            var lane = output % Shape.Block;
            var firstChannel = FirstInputBlock(block) * PixelStride;
            var group = output / _outputsPerGroup;
            for (var i = 0; i < _inputsPerGroup; i++)
            {
                var channel = group * _inputsPerGroup + i - firstChannel;
                var (inputBlock, inBlock) = (channel / PixelStride, channel % PixelStride);
                for (var tap = 0; tap < taps; tap++)
                {
                    var at = ((inputBlock * taps + tap) * PixelStride + inBlock) * Shape.Block + lane;
                    packed[at] = weights[(output * _inputsPerGroup + i) * taps + tap];
                }
            }
        }
    }

    private int NaturalFirstInputBlock(int outputBlock) =>
        outputBlock * Shape.Block / _outputsPerGroup * _inputsPerGroup / PixelStride;

    private int LastInputBlock(int outputBlock)
    {
        var lastOutput = Math.Min((outputBlock + 1) * Shape.Block, Output.Channels) - 1;
        return ((lastOutput / _outputsPerGroup + 1) * _inputsPerGroup - 1) / PixelStride;
    }
}
