using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.SmallImage;

/// <summary>
/// Direct 3x3 convolution onto 4x4 pixels, as in the last blocks of networks for small images, where there are so many more weights than pixels that
/// reading them takes as long as multiplying. All pixels are summed at once, in sixteen registers and one output vector at a time: each weight is
/// loaded once, while those of the next input block are fetched, and a tap multiplies only the pixels at which it meets the image, 100 products for
/// a kernel instead of 144, or 121 with stride 2.
/// </summary>
/// <typeparam name="T">The stride.</typeparam>
internal readonly unsafe struct SmallImageConvolution<T> : IParts
    where T : struct, IKernelRow
{
    /// <summary>Rows, and columns, of the output.</summary>
    private const int Size = 4;

    private readonly DirectGeometry _geometry;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;

    /// <param name="geometry">What the layer reads.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    public SmallImageConvolution(in DirectGeometry geometry, Layer layer, in Operands operands)
    {
        _geometry = geometry;
        _operands = operands;
        _epilogue = new Epilogue(operands, layer);
    }

    /// <summary>Whether it can serve a layer, on AVX-512: it needs that many registers, and vectors as long as a block.</summary>
    public static bool Fits(in DirectGeometry geometry) =>
        geometry is { PixelStride: Shape.Block, Output: { Height: Size, Width: Size } }
        && geometry.Input.Height == Size * T.Stride && geometry.Input.Width == Size * T.Stride
        && geometry.Kernel == new Extent(3, 3) && geometry.Stride == new Extent(T.Stride, T.Stride)
        && geometry.Pad == new Extent(1, 1) && geometry.Dilation == new Extent(1, 1);

    /// <summary>Runs the layer; its parts are blocks of output channels.</summary>
    public void Run(Workers workers, bool alone)
    {
        var work = this;
        workers.Run(ref work, _geometry.Output.Blocks, alone);
    }

    public void Run(int part, int worker) => Run<Vector512<float>, Simd512>(part);

    [SkipLocalsInit]
    private void Run<V, S>(int block)
        where V : struct
        where S : struct, ISimd<V>
    {
        var pair = new ChannelPair(block / 2, S.Lanes, _geometry.Output).Alone(block);
        var sums = stackalloc float[Size * Size * Shape.Block];
        var weights = _operands.Weight + (nint)block * _geometry.BlockFloats;
        _epilogue.ClearHalo(pair);
        for (var image = 0; image < _operands.Batch.Count; image++)
        {
            var input = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride + _geometry.FirstInput(block);
            Sum<V, S>(input, weights, sums);
            for (var y = 0; y < Size; y++) _epilogue.Store<V, S>(sums + y * Size * Shape.Block, Shape.Block, pair, image, y, 0, Size);
        }
    }

    /// <summary>Sums the products of all pixels of one image for one output vector.</summary>
    /// <param name="input">The first tap of the first pixel: padding.</param>
    /// <param name="weights">The vector's weights.</param>
    /// <param name="sums">Receives a vector for each pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<V, S>(float* input, float* weights, float* sums)
        where V : struct
        where S : struct, ISimd<V>
    {
        const int tap = Shape.Block * Shape.Block;
        nint row = _geometry.RowStride;
        V a0 = S.Broadcast(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        V c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        for (var blocks = _geometry.InputBlocks; blocks > 0; blocks--, input += _geometry.PlaneStride, weights += 9 * tap)
        {
            for (var channel = 0; channel < Shape.Block; channel++)
            {
                // The kernel's top row misses the pixels' top row, and where the stride is 1 its bottom row their bottom row.
                float* x = input + channel, w = weights + channel * Shape.Block;
                V left = Next<V, S>(w), middle = Next<V, S>(w + tap), right = Next<V, S>(w + 2 * tap);
                T.Multiply<V, S>(x + T.Stride * row, left, middle, right, ref b0, ref b1, ref b2, ref b3);
                T.Multiply<V, S>(x + 2 * T.Stride * row, left, middle, right, ref c0, ref c1, ref c2, ref c3);
                T.Multiply<V, S>(x + 3 * T.Stride * row, left, middle, right, ref d0, ref d1, ref d2, ref d3);

                (left, middle, right) = (Next<V, S>(w + 3 * tap), Next<V, S>(w + 4 * tap), Next<V, S>(w + 5 * tap));
                x += row;
                T.Multiply<V, S>(x, left, middle, right, ref a0, ref a1, ref a2, ref a3);
                T.Multiply<V, S>(x + T.Stride * row, left, middle, right, ref b0, ref b1, ref b2, ref b3);
                T.Multiply<V, S>(x + 2 * T.Stride * row, left, middle, right, ref c0, ref c1, ref c2, ref c3);
                T.Multiply<V, S>(x + 3 * T.Stride * row, left, middle, right, ref d0, ref d1, ref d2, ref d3);

                (left, middle, right) = (Next<V, S>(w + 6 * tap), Next<V, S>(w + 7 * tap), Next<V, S>(w + 8 * tap));
                x += row;
                T.Multiply<V, S>(x, left, middle, right, ref a0, ref a1, ref a2, ref a3);
                T.Multiply<V, S>(x + T.Stride * row, left, middle, right, ref b0, ref b1, ref b2, ref b3);
                T.Multiply<V, S>(x + 2 * T.Stride * row, left, middle, right, ref c0, ref c1, ref c2, ref c3);
                if (T.Stride > 1) T.Multiply<V, S>(x + 3 * T.Stride * row, left, middle, right, ref d0, ref d1, ref d2, ref d3);
            }
        }

        Sums.Store<V, S>(sums, a0, a1, a2, a3);
        Sums.Store<V, S>(sums + Size * Shape.Block, b0, b1, b2, b3);
        Sums.Store<V, S>(sums + 2 * Size * Shape.Block, c0, c1, c2, c3);
        Sums.Store<V, S>(sums + 3 * Size * Shape.Block, d0, d1, d2, d3);
    }

    /// <summary>Loads a vector of weights and fetches the one that takes its place in the next input block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Next<V, S>(float* weights)
        where V : struct
        where S : struct, ISimd<V>
    {
        PrefetchStream.Fetch(weights + 9 * Shape.Block * Shape.Block);
        return S.Load(weights);
    }
}
