using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Halfway;

/// <summary>
/// What <see cref="HalfwayConvolution"/> needs to know of a layer. Weights, transformed along columns only, are packed as
/// <c>[output block][vertical point][input block][horizontal tap][channel in block][16 outputs]</c>: one stream in the order of reading.
/// </summary>
internal readonly unsafe struct HalfwayGeometry
{
    /// <summary>Rows of tiles in an image, and tiles in a row.</summary>
    public const int Side = 2;

    /// <summary>Tiles of an image.</summary>
    public const int Tiles = Side * Side;

    /// <summary>Points of a tile along one axis.</summary>
    public const int Points = 6;

    /// <summary>Taps of a kernel's row.</summary>
    public const int Taps = 3;

    /// <summary>Floats of one point: <c>[tile][16 channels]</c>.</summary>
    public const int Point = Tiles * Shape.Block;

    /// <summary>Floats of one row of points: <c>[horizontal point][tile][16 channels]</c>.</summary>
    public const int PointRow = Points * Point;

    /// <summary>Floats of weights from a block of input channels to a block of output channels at one vertical point.</summary>
    public const int BlockWeights = Taps * KernelLayout.BlockPair;

    /// <summary>Images of a batch that share the reading of weights; more take another form, or are taken in turns.</summary>
    public const int Together = 4;

    private const int Tile = Points * Points * 2 * Shape.Block;

    public HalfwayGeometry(Conv2D layer) => Winograd = new WinogradGeometry<WinogradF4>(layer);

    /// <summary>The layer as F(4x4, 3x3) sees it.</summary>
    public WinogradGeometry<WinogradF4> Winograd { get; }

    public Shape Input => Winograd.Input;

    public Shape Output => Winograd.Output;

    /// <summary>Floats of packed weights for one output block and vertical point.</summary>
    public int PointFloats => Input.Blocks * BlockWeights;

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => Points * PointFloats;

    /// <summary>Floats of packed weights.</summary>
    public int PackedFloats => Output.Blocks * BlockFloats;

    /// <summary>Floats of one image's transformed input, <c>[vertical point][input block][horizontal point][tile][16 channels]</c>.</summary>
    public int ImageFloats => Points * Input.Blocks * PointRow;

    /// <summary>Where in scratch memory the products start, behind the transformed input of all images.</summary>
    /// <param name="images">Images in a batch.</param>
    public int Products(int images) => Math.Min(images, Together) * ImageFloats;

    /// <summary>Where a tile between the two passes of a transform lies; behind it there is room for a copy of a tile at the edge.</summary>
    /// <param name="images">Images in a batch.</param>
    public int Pass(int images) => Products(images) + Math.Min(images, Together) * Points * PointRow;

    /// <summary>Where a tile at the edge is copied to.</summary>
    /// <param name="images">Images in a batch.</param>
    public int Edge(int images) => Pass(images) + Tile;

    /// <summary>Floats of scratch memory; the last line tells whether the input has been transformed.</summary>
    /// <param name="images">Images in a batch.</param>
    public int ScratchFloats(int images) => Edge(images) + Tile + Shape.Block;

    /// <summary>Whether the algorithm fits the layer.</summary>
    public static bool Fits(Conv2D layer)
    {
        if (!WinogradGeometry<WinogradF4>.Fits(layer)) return false;
        var geometry = new WinogradGeometry<WinogradF4>(layer);
        return geometry is { Rows: Side, Columns: Side };
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
                for (var input = 0; input < Input.Blocks; input++)
                    Transform(from + input * Taps * BlockWeights, to + block * BlockFloats + input * BlockWeights);
            }
        }

        return packed;
    }

    /// <summary>The columns of the kernels from a block of channels to another, all three at once, since they lie side by side.</summary>
    private void Transform(float* taps, float* weights)
    {
        for (var i = 0; i < BlockWeights; i += Simd128.Lanes)
        {
            WinogradF4.TransformWeights<Vector128<float>, Simd128>(
                Simd128.Load(taps + i), Simd128.Load(taps + BlockWeights + i), Simd128.Load(taps + 2 * BlockWeights + i), default,
                out var w0, out var w1, out var w2, out var w3, out var w4, out var w5, out _);
            Simd128.Store(w0, weights + i);
            Simd128.Store(w1, weights + PointFloats + i);
            Simd128.Store(w2, weights + 2 * PointFloats + i);
            Simd128.Store(w3, weights + 3 * PointFloats + i);
            Simd128.Store(w4, weights + 4 * PointFloats + i);
            Simd128.Store(w5, weights + 5 * PointFloats + i);
        }
    }
}
