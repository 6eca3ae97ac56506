using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>
/// What F(2,3) along rows needs to know of a layer. Weights are packed as
/// <c>[output block][point][input block][row of the kernel][channel in block][16 outputs]</c>: one stream in the order of reading.
/// </summary>
internal readonly unsafe struct RowGeometry
{
    /// <summary>Rows, and columns, of the input and of the output.</summary>
    public const int Size = 7;

    /// <summary>Points of a tile, two pixels of a row.</summary>
    public const int Points = 4;

    /// <summary>Tiles of a row; the last one has a pixel too many.</summary>
    public const int Tiles = (Size + 1) / 2;

    /// <summary>Rows of the kernel.</summary>
    public const int KernelRows = 3;

    /// <summary>Images of a batch that share the reading of weights; more take another form, or are taken in turns.</summary>
    public const int Together = 4;

    /// <summary>Floats of one block of transformed input at one point: <c>[row][tile][16 channels]</c>.</summary>
    public const int Plane = Size * Tiles * Shape.Block;

    public RowGeometry(Conv2D layer) => (Input, Output) = (layer.Input, layer.Output);

    public Shape Input { get; }

    public Shape Output { get; }

    /// <summary>Floats of packed weights for one output block and point.</summary>
    public int PointFloats => Input.Blocks * KernelRows * KernelLayout.BlockPair;

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => Points * PointFloats;

    /// <summary>Floats of packed weights.</summary>
    public int PackedFloats => Output.Blocks * BlockFloats;

    /// <summary>Floats of one image's transformed input.</summary>
    public int ImageFloats => Points * Input.Blocks * Plane;

    /// <summary>Where in scratch memory the products of one image start, behind the transformed input of all.</summary>
    /// <param name="images">Images in a batch.</param>
    public int Products(int images) => Math.Min(images, Together) * ImageFloats;

    /// <summary>Floats of scratch memory: transformed input, products, a row of results, and whether the input has been transformed.</summary>
    /// <param name="images">Images in a batch.</param>
    public int ScratchFloats(int images) => Products(images) + Points * Plane + 2 * Tiles * Shape.Block + Shape.Block;

    /// <summary>Whether the algorithm fits the layer.</summary>
    public static bool Fits(Conv2D layer) =>
        layer is { Kernel: (3, 3), Stride: (1, 1), Pad: (1, 1), Dilation: (1, 1), Groups: 1, FromImage: false }
        && layer is { Input: { Height: Size, Width: Size, Halo: > 0 }, Output: { Height: Size, Width: Size } };

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
                for (var row = 0; row < Input.Blocks * KernelRows; row++)
                    Transform(from + row * 3 * KernelLayout.BlockPair, to + block * BlockFloats + row * KernelLayout.BlockPair);
            }
        }

        return packed;
    }

    /// <summary>One row of the kernels from a block of channels to another.</summary>
    private void Transform(float* taps, float* weights)
    {
        for (var i = 0; i < KernelLayout.BlockPair; i += Simd128.Lanes)
        {
            WinogradF2.TransformWeights<Vector128<float>, Simd128>(
                Simd128.Load(taps + i), Simd128.Load(taps + KernelLayout.BlockPair + i), Simd128.Load(taps + 2 * KernelLayout.BlockPair + i), default,
                out var w0, out var w1, out var w2, out var w3, out _, out _, out _);
            Simd128.Store(w0, weights + i);
            Simd128.Store(w1, weights + PointFloats + i);
            Simd128.Store(w2, weights + 2 * PointFloats + i);
            Simd128.Store(w3, weights + 3 * PointFloats + i);
        }
    }
}
