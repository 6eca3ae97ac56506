using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// What a Winograd convolution needs to know of a layer. Weights are packed as
/// <c>[output block][vertical weight][horizontal weight][input channel, padded to blocks][16 outputs]</c>: one stream in the order of reading.
/// </summary>
/// <typeparam name="T">The algorithm.</typeparam>
internal readonly unsafe struct WinogradGeometry<T>
    where T : struct, IWinograd
{
    public WinogradGeometry(Conv2D layer)
    {
        (Input, Output, Pad) = (layer.Input, layer.Output, layer.Pad);
        (Rows, Columns) = ((Output.Height + T.Outputs - 1) / T.Outputs, (Output.Width + T.Outputs - 1) / T.Outputs);
    }

    public Shape Input { get; }

    public Shape Output { get; }

    public Extent Pad { get; }

    /// <summary>Rows of tiles in an image.</summary>
    public int Rows { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Tiles in an image.</summary>
    public int Tiles => Rows * Columns;

    /// <summary>Floats of packed weights for one point and output block.</summary>
    public int SliceFloats => Input.Blocks * Shape.Block * Shape.Block;

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => T.Weights * T.Weights * SliceFloats;

    /// <summary>Floats of packed weights.</summary>
    public int PackedFloats => Output.Blocks * BlockFloats;

    /// <summary>Whether the algorithm fits the layer at all.</summary>
    public static bool Fits(Conv2D layer) =>
        layer is { Kernel: (3, 3), Dilation: (1, 1), Groups: 1, FromImage: false } && layer.Stride == new Extent(T.Stride, T.Stride);

    /// <summary>The scratch memory of a batch.</summary>
    /// <param name="images">Images in the batch.</param>
    /// <param name="late">Whether weights are transformed when they are needed.</param>
    /// <param name="threads">Threads that share the work.</param>
    public WinogradScratch Scratch(int images, bool late, int threads) =>
        new(Input.Blocks, T.Points * T.Points, LateWeights(late), PackedFloats, images * Tiles, threads);

    /// <summary>Floats of scratch memory that serve a batch and every smaller one, on any number of threads.</summary>
    public int ScratchFloats(int images, bool late)
    {
        var (points, lateWeights) = (T.Points * T.Points, LateWeights(late));
        var chunk = WinogradScratch.LargestChunk(Input.Blocks, points, lateWeights, PackedFloats);
        return new WinogradScratch(Input.Blocks, points, lateWeights, PackedFloats, Math.Min(images * Tiles, chunk), threads: 1).Floats;
    }

    /// <summary>Image, row and column of a tile.</summary>
    public (int Image, int Row, int Column) Locate(int tile)
    {
        var (image, inImage) = Math.DivRem(tile, Tiles);
        var (row, column) = Math.DivRem(inImage, Columns);
        return (image, row, column);
    }

    /// <summary>Where a tile's pixels lie. One that reaches beyond the halo is copied, with zeros round it.</summary>
    /// <param name="plane">Plane of 16 input channels.</param>
    /// <param name="row">Row of tiles.</param>
    /// <param name="column">Column of tiles.</param>
    /// <param name="copy">Room for a tile.</param>
    /// <param name="rowStride">Floats from one row of pixels to the next.</param>
    public float* Tile(float* plane, int row, int column, float* copy, out nint rowStride)
    {
        var halo = Input.Halo;
        rowStride = Input.RowStride;
        var (top, left) = (row * T.Outputs * T.Stride - Pad.Height, column * T.Outputs * T.Stride - Pad.Width);
        var (bottom, right) = (Input.Height + halo, Input.Width + halo);
        if (top >= -halo && left >= -halo && top + T.Inputs <= bottom && left + T.Inputs <= right)
            return plane + Input.Origin + top * rowStride + left * Shape.Block;

        new Span<float>(copy, T.Inputs * T.Inputs * Shape.Block).Clear();
        var (firstX, endX) = (Math.Max(left, -halo), Math.Min(left + T.Inputs, right));
        for (var y = Math.Max(top, -halo); y < Math.Min(top + T.Inputs, bottom) && firstX < endX; y++)
        {
            var source = new Span<float>(plane + Input.Origin + y * rowStride + firstX * Shape.Block, (endX - firstX) * Shape.Block);
            source.CopyTo(new Span<float>(copy + ((y - top) * T.Inputs + firstX - left) * Shape.Block, source.Length));
        }

        rowStride = T.Inputs * Shape.Block;
        return copy;
    }

    /// <summary>Transforms and packs canonical weights, [outputs, inputs, 3, 3].</summary>
    /// <param name="direct">The direct form of the layer.</param>
    /// <param name="weights">The weights.</param>
    public float[] Pack(in DirectGeometry direct, ReadOnlySpan<float> weights)
    {
        var packed = new float[PackedFloats];
        var one = new float[direct.BlockFloats];
        fixed (float* from = one, to = packed)
        {
            for (var block = 0; block < Output.Blocks; block++)
            {
                direct.Pack(weights, block, one);
                WinogradTransforms.Kernels<T, Vector128<float>, Simd128>(
                    from, LateSource.Direct, Shape.Block, Input.Blocks, to + block * BlockFloats, SliceFloats);
            }
        }

        return packed;
    }

    private static int LateWeights(bool late) => late ? T.Weights * T.Weights : 0;
}
