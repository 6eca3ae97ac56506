using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Operators;

/// <summary>
/// Direct convolution over the batch. A tile is six output pixels (of any image: pixels are numbered through the batch) by two vectors of output
/// channels, kept in twelve accumulators. For each tap and input channel it loads two vectors of weights and broadcasts six inputs: twelve
/// multiply-adds for eight loads, in the sixteen registers of AVX2. Halos stand in for padding, so the inner loop has no branch.
/// </summary>
internal unsafe struct Convolution : IParts
{
    private const int TilePixels = 6;

    private readonly ConvolutionGeometry _geometry;
    private readonly Batch _batch;
    private readonly float* _weights;
    private readonly float* _bias;
    private readonly float* _input;
    private readonly float* _output;
    private readonly float* _residual;
    private readonly Shape _residualShape;
    private readonly Activation _activation;
    private readonly float _floor;
    private readonly float _ceiling;
    private readonly int _groups;
    private readonly int _chunks;
    private readonly int _width;

    public Convolution(
        in ConvolutionGeometry geometry, in Batch batch, float* weights, float* bias, int input, int output, int? residual, Shape residualShape,
        Activation activation, int width, int threads)
    {
        _geometry = geometry;
        _batch = batch;
        _weights = weights;
        _bias = bias;
        _input = batch.Arena + input;
        _output = batch.Arena + output;
        _residual = residual is { } offset ? batch.Arena + offset : null;
        _residualShape = residualShape;
        _width = width;
        _activation = activation;
        (_floor, _ceiling) = activation switch
        {
            Activation.Relu => (0, float.PositiveInfinity),
            Activation.Relu6 => (0, 6),
            _ => (float.NegativeInfinity, float.PositiveInfinity),
        };

        var channelsPerGroup = 2 * width / 32;
        _groups = (geometry.Output.Blocks * Shape.Block + channelsPerGroup - 1) / channelsPerGroup;
        var tiles = (batch.Count * geometry.Output.Height * geometry.Output.Width + TilePixels - 1) / TilePixels;
        _chunks = threads == 1 ? 1 : Math.Clamp((3 * threads + _groups - 1) / _groups, 1, tiles);
    }

    /// <summary>Parts into which the work divides: groups of output channels by chunks of pixels.</summary>
    public readonly int Parts => _groups * _chunks;

    public void Run(int part, int worker)
    {
        switch (_width)
        {
            case 512: Run<Vector512<float>, Simd512>(part); break;
            case 256: Run<Vector256<float>, Simd256>(part); break;
            default: Run<Vector128<float>, Simd128>(part); break;
        }
    }

    private readonly void Run<V, S>(int part)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (group, chunk) = (part / _chunks, part % _chunks);
        var channel = group * 2 * S.Lanes;
        var block = channel / Shape.Block;
        var lane = channel % Shape.Block;

        // A vector of 16 lanes is a whole block: the second one lies in the next block, if there is one.
        var wide = S.Lanes == Shape.Block;
        var second = !wide || block + 1 < _geometry.Output.Blocks;
        var weights = _weights + (nint)block * _geometry.BlockFloats + lane;
        var toSecond = !wide ? S.Lanes : second ? _geometry.BlockFloats : 0;
        var outputToSecond = !wide ? S.Lanes : second ? _geometry.Output.PlaneStride : 0;
        var residualToSecond = !wide ? S.Lanes : second ? _residualShape.PlaneStride : 0;

        // Output blocks that share a tile must read the same input blocks; grouped layers on 512-bit vectors take them one by one.
        if (wide && second && _geometry.FirstInputBlock(block) != _geometry.FirstInputBlock(block + 1))
        {
            Tiles<V, S>(chunk, block, lane, weights, 0, 0, 0, second: false);
            Tiles<V, S>(chunk, block + 1, lane, weights + _geometry.BlockFloats, 0, 0, 0, second: false);
            return;
        }

        Tiles<V, S>(chunk, block, lane, weights, toSecond, outputToSecond, residualToSecond, second);
    }

    private readonly void Tiles<V, S>(int chunk, int block, int lane, float* weights, nint toSecond, nint outputToSecond, nint residualToSecond, bool second)
        where V : struct
        where S : struct, ISimd<V>
    {
        var output = _geometry.Output;
        if (chunk == 0 && lane == 0)
        {
            Halo.Clear(_output, _batch, output, block);
            if (S.Lanes == Shape.Block && second) Halo.Clear(_output, _batch, output, block + 1);
        }

        var pixels = _batch.Count * output.Height * output.Width;
        var tiles = (pixels + TilePixels - 1) / TilePixels;
        var (firstTile, endTile) = ((int)((long)tiles * chunk / _chunks), (int)((long)tiles * (chunk + 1) / _chunks));
        var input = _input + _geometry.Origin + (nint)_geometry.FirstInputBlock(block) * _geometry.PlaneStride
            - (nint)_geometry.Pad.Height * _geometry.RowStride - (nint)_geometry.Pad.Width * _geometry.PixelStride;
        var results = stackalloc float[TilePixels * 2 * Shape.Block];
        var offsets = stackalloc nint[TilePixels];

        for (var tile = firstTile; tile < endTile; tile++)
        {
            var first = tile * TilePixels;
            var count = Math.Min(TilePixels, pixels - first);
            for (var i = 0; i < TilePixels; i++)
            {
                var (image, y, x) = Locate(first + Math.Min(i, count - 1), output);
                offsets[i] = _batch.Slots[image] * _batch.Stride
                    + (nint)(y * _geometry.Stride.Height) * _geometry.RowStride + (nint)(x * _geometry.Stride.Width) * _geometry.PixelStride;
            }

            Multiply<V, S>(input, offsets, weights, weights + toSecond, results);
            var bias = _bias + block * Shape.Block + lane;
            var biasToSecond = S.Lanes;
            for (var i = 0; i < count; i++)
            {
                var (image, y, x) = Locate(first + i, output);
                var slot = _batch.Slots[image] * _batch.Stride;
                var at = _output + slot + At(output, block, y, x) + lane;
                var residual = _residual == null ? null : _residual + slot + At(_residualShape, block, y, x) + lane;
                var result = results + i * 2 * S.Lanes;
                Finish<V, S>(result, bias, residual, at);
                if (second)
                    Finish<V, S>(result + S.Lanes, bias + biasToSecond, residual == null ? null : residual + residualToSecond, at + outputToSecond);
            }
        }
    }

    /// <summary>The inner product of one tile: six pixels by two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply<V, S>(float* input, nint* offsets, float* w0, float* w1, float* results)
        where V : struct
        where S : struct, ISimd<V>
    {
        V a0 = S.Broadcast(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
        nint oa = offsets[0], ob = offsets[1], oc = offsets[2], od = offsets[3], oe = offsets[4], of = offsets[5];
        int kernelHeight = _geometry.Kernel.Height, kernelWidth = _geometry.Kernel.Width, channels = _geometry.PixelStride;
        nint rowStep = (nint)_geometry.Dilation.Height * _geometry.RowStride, columnStep = (nint)_geometry.Dilation.Width * _geometry.PixelStride;

        for (var block = 0; block < _geometry.InputBlocks; block++)
        for (var ky = 0; ky < kernelHeight; ky++)
        for (var kx = 0; kx < kernelWidth; kx++)
        {
            var x = input + (nint)block * _geometry.PlaneStride + ky * rowStep + kx * columnStep;
            for (var c = 0; c < channels; c++)
            {
                V u = S.Load(w0), v = S.Load(w1);
                var p = S.Broadcast(x[oa]);
                a0 = S.MultiplyAdd(p, u, a0);
                a1 = S.MultiplyAdd(p, v, a1);
                p = S.Broadcast(x[ob]);
                b0 = S.MultiplyAdd(p, u, b0);
                b1 = S.MultiplyAdd(p, v, b1);
                p = S.Broadcast(x[oc]);
                c0 = S.MultiplyAdd(p, u, c0);
                c1 = S.MultiplyAdd(p, v, c1);
                p = S.Broadcast(x[od]);
                d0 = S.MultiplyAdd(p, u, d0);
                d1 = S.MultiplyAdd(p, v, d1);
                p = S.Broadcast(x[oe]);
                e0 = S.MultiplyAdd(p, u, e0);
                e1 = S.MultiplyAdd(p, v, e1);
                p = S.Broadcast(x[of]);
                f0 = S.MultiplyAdd(p, u, f0);
                f1 = S.MultiplyAdd(p, v, f1);
                w0 += Shape.Block;
                w1 += Shape.Block;
                x++;
            }
        }

        S.Store(a0, results);
        S.Store(a1, results + S.Lanes);
        S.Store(b0, results + 2 * S.Lanes);
        S.Store(b1, results + 3 * S.Lanes);
        S.Store(c0, results + 4 * S.Lanes);
        S.Store(c1, results + 5 * S.Lanes);
        S.Store(d0, results + 6 * S.Lanes);
        S.Store(d1, results + 7 * S.Lanes);
        S.Store(e0, results + 8 * S.Lanes);
        S.Store(e1, results + 9 * S.Lanes);
        S.Store(f0, results + 10 * S.Lanes);
        S.Store(f1, results + 11 * S.Lanes);
    }

    private readonly void Finish<V, S>(float* result, float* bias, float* residual, float* output)
        where V : struct
        where S : struct, ISimd<V>
    {
        var value = S.Add(S.Load(result), S.Load(bias));
        if (residual != null) value = S.Add(value, S.Load(residual));
        value = S.Min(S.Max(value, S.Broadcast(_floor)), S.Broadcast(_ceiling));
        S.Store(value, output);
        if (Activations.NeedsPass(_activation)) Activations.Apply(_activation, new Span<float>(output, S.Lanes));
    }

    private static (int Image, int Y, int X) Locate(int pixel, Shape output)
    {
        var (image, inImage) = Math.DivRem(pixel, output.Height * output.Width);
        var (y, x) = Math.DivRem(inImage, output.Width);
        return (image, y, x);
    }

    private static nint At(Shape shape, int block, int y, int x) =>
        (nint)block * shape.PlaneStride + shape.Origin + (nint)y * shape.RowStride + x * Shape.Block;
}
