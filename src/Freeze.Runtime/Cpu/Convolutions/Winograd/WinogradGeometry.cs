using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// What a Winograd convolution needs to know of a layer. Weights are packed as
/// <c>[output block][vertical weight][horizontal weight][input channel, padded to blocks][16 outputs]</c>: one stream in the order of reading.
/// Where the phases of an image are channels of their own, one block holds them all, without padding.
/// </summary>
/// <typeparam name="T">The algorithm.</typeparam>
internal readonly unsafe struct WinogradGeometry<T>
    where T : struct, IWinograd
{
    private readonly int _pixel;
    private readonly nint _rowStride;

    public WinogradGeometry(Conv2D layer)
    {
        (Input, Output, Pad) = (layer.Input, layer.Output, layer.Pad);
        _pixel = T.Phases > 1 ? Input.Channels : Shape.Block;
        _rowStride = (Input.Width + 2 * Input.Halo) * _pixel;
        (Blocks, Channels) = T.Phases > 1 ? (1, T.Phases * T.Phases * _pixel) : (Input.Blocks, Shape.Block);
        (Rows, Columns) = ((Output.Height + T.Outputs - 1) / T.Outputs, (Output.Width + T.Outputs - 1) / T.Outputs);
    }

    public Shape Input { get; }

    public Shape Output { get; }

    public Extent Pad { get; }

    /// <summary>Blocks of input channels.</summary>
    public int Blocks { get; }

    /// <summary>Channels of a block.</summary>
    public int Channels { get; }

    /// <summary>Rows of tiles in an image.</summary>
    public int Rows { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Tiles in an image.</summary>
    public int Tiles => Rows * Columns;

    /// <summary>Floats of packed weights for one point and output block.</summary>
    public int SliceFloats => Blocks * Channels * Shape.Block;

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => T.Weights * T.Weights * SliceFloats;

    /// <summary>Floats of packed weights.</summary>
    public int PackedFloats => Output.Blocks * BlockFloats;

    /// <summary>Whether the algorithm fits the layer at all.</summary>
    public static bool Fits(Conv2D layer) =>
        layer is { Dilation: (1, 1), Groups: 1 } && layer.Kernel == new Extent(T.Kernel, T.Kernel) && layer.Stride == new Extent(T.Stride, T.Stride)
        && layer.FromImage == T.Phases > 1 && (T.Phases == 1 || T.Phases * T.Phases * layer.Input.Channels <= Shape.Block);

    /// <summary>The scratch memory of a batch.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="late">Whether weights are transformed when they are needed.</param>
    /// <param name="threads">Threads that share the work.</param>
    public WinogradScratch Scratch(int images, bool late, int threads) =>
        new(Blocks, T.Points * T.Points, LateWeights(late), PackedFloats, images * Tiles, threads);

    /// <summary>Floats of scratch memory that serve a batch and every smaller one, on any number of threads.</summary>
    public int ScratchFloats(int images, bool late)
    {
        var (points, lateWeights) = (T.Points * T.Points, LateWeights(late));
        var chunk = WinogradScratch.LargestChunk(Blocks, points, lateWeights, PackedFloats);
        return new WinogradScratch(Blocks, points, lateWeights, PackedFloats, Math.Min(images * Tiles, chunk), threads: 1).Floats;
    }

    /// <summary>Image, row and column of a tile.</summary>
    public (int Image, int Row, int Column) Locate(int tile)
    {
        var (image, inImage) = Math.DivRem(tile, Tiles);
        var (row, column) = Math.DivRem(inImage, Columns);
        return (image, row, column);
    }

    /// <summary>
    /// Where a tile's pixels lie. One that reaches beyond the halo is copied, with zeros round it; so is one that is taken apart by phase.
    /// </summary>
    /// <param name="input">The image's input.</param>
    /// <param name="block">Block of input channels.</param>
    /// <param name="row">Row of tiles.</param>
    /// <param name="column">Column of tiles.</param>
    /// <param name="copy">Room for two tiles.</param>
    /// <param name="rowStride">Floats from one row of pixels to the next.</param>
    public float* Tile(float* input, int block, int row, int column, float* copy, out nint rowStride)
    {
        var size = T.Inputs * T.Phases;
        var halo = Input.Halo;
        var (top, left) = (row * T.Outputs * T.Stride - Pad.Height, column * T.Outputs * T.Stride - Pad.Width);
        var (bottom, right) = (Input.Height + halo, Input.Width + halo);
        var source = input + (nint)block * Input.PlaneStride + (halo + top) * _rowStride + (halo + left) * _pixel;
        rowStride = _rowStride;
        if (top < -halo || left < -halo || top + size > bottom || left + size > right)
        {
            var (firstX, endX) = (Math.Max(left, -halo), Math.Min(left + size, right));
            var target = T.Phases > 1 ? copy + T.Inputs * T.Inputs * Shape.Block : copy;
            new Span<float>(target, size * size * _pixel).Clear();
            for (var y = Math.Max(top, -halo); y < Math.Min(top + size, bottom) && firstX < endX; y++)
            {
                var pixels = new Span<float>(source + (y - top) * _rowStride + (firstX - left) * _pixel, (endX - firstX) * _pixel);
                pixels.CopyTo(new Span<float>(target + ((y - top) * size + firstX - left) * _pixel, pixels.Length));
            }

            source = target;
            rowStride = size * _pixel;
        }

        if (T.Phases == 1) return source;
        ImagePhases<T>.OfTile(source, rowStride, _pixel, copy);
        rowStride = T.Inputs * Shape.Block;
        return copy;
    }

    /// <summary>Transforms and packs canonical weights, [outputs, inputs, kernel height, kernel width].</summary>
    /// <param name="direct">The direct form of the layer.</param>
    /// <param name="weights">The weights.</param>
    public float[] Pack(in DirectGeometry direct, ReadOnlySpan<float> weights)
    {
        var packed = new float[PackedFloats];
        var one = new float[direct.BlockFloats];
        var source = T.Phases > 1 ? KernelLayout.OfPhases(T.Taps, Channels) : KernelLayout.Direct;
        var phases = T.Phases > 1 ? new float[T.Taps * T.Taps * Channels * Shape.Block] : one;
        fixed (float* from = phases, to = packed)
        {
            for (var block = 0; block < Output.Blocks; block++)
            {
                direct.Pack(weights, block, one);
                if (T.Phases > 1) ImagePhases<T>.OfKernel(one, _pixel, phases);
                WinogradTransforms.Kernels<T, T, Vector128<float>, Simd128>(
                    from, source, Shape.Block, Blocks, Channels, to + block * BlockFloats, SliceFloats);
            }
        }

        return packed;
    }

    private static int LateWeights(bool late) => late ? T.Weights * T.Weights : 0;
}
