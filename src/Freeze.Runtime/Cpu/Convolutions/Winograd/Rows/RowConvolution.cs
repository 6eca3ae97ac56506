using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Rows;

/// <summary>
/// 3x3 convolution onto 7x7 pixels, as in the last blocks of networks for photographs, by F(2,3) along rows: 304 products and 12 weights for a
/// kernel, where F(2x2, 3x3) has 256 products and 16 weights. There are so many weights that reading them takes longest, and so the algorithm
/// with more products is the faster one. Rows of the kernel that fall on padding are left out and, with 512 bits, the last tile of a row where it
/// needs no products. Each thread transforms the input for itself.
/// </summary>
internal unsafe struct RowConvolution : IParts
{
    private readonly RowGeometry _geometry;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;
    private readonly Scratch _scratch;
    private readonly int _width;
    private int _first;

    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="width">Bits of a vector.</param>
    public RowConvolution(Conv2D layer, in Operands operands, Scratch scratch, int width)
    {
        _geometry = new RowGeometry(layer);
        (_operands, _scratch, _width) = (operands, scratch, width);
        _epilogue = new Epilogue(operands, layer);
    }

    /// <summary>Images that are convolved now.</summary>
    private readonly int Images => Math.Min(_operands.Batch.Count - _first, RowGeometry.Together);

    /// <summary>Runs the layer; its parts are pairs of output vectors, or with 512 bits single ones.</summary>
    public void Run(Workers workers, bool alone)
    {
        var parts = _width == 512 ? _geometry.Output.Blocks : ChannelPair.Count(_geometry.Output, _width / 32);
        for (_first = 0; _first < _operands.Batch.Count; _first += RowGeometry.Together)
        {
            for (var worker = 0; worker < (alone ? 1 : workers.Count); worker++) IsTransformed(_scratch.Of(worker)) = false;
            workers.Run(ref this, parts, alone);
        }
    }

    public readonly void Run(int part, int worker)
    {
        switch (_width)
        {
            case 512 when InstructionSet.Has512: Run<Vector512<float>, Simd512>(part, worker); break;
            case 256 when InstructionSet.Has256: Run<Vector256<float>, Simd256>(part, worker); break;
            case 128 when InstructionSet.Has128: Run<Vector128<float>, Simd128>(part, worker); break;
        }
    }

    private readonly void Run<V, S>(int part, int worker)
        where V : struct
        where S : struct, ISimd<V>
    {
        var own = _scratch.Of(worker);
        if (!IsTransformed(own))
        {
            for (var image = 0; image < Images; image++) TransformInput<V, S>(_first + image, own + image * _geometry.ImageFloats);
            IsTransformed(own) = true;
        }

        var isWhole = S.Lanes == Shape.Block;
        var pair = isWhole ? new ChannelPair(0, S.Lanes, _geometry.Output).Alone(part) : new ChannelPair(part, S.Lanes, _geometry.Output);
        if (_first == 0) _epilogue.ClearHalo(pair);
        var weights = _operands.Weight + (nint)pair.Block * _geometry.BlockFloats + pair.Lane;
        var products = own + _geometry.Products(Images);
        for (var image = 0; image < Images; image++)
        {
            for (var point = 0; point < RowGeometry.Points; point++)
            {
                var input = own + image * _geometry.ImageFloats + point * _geometry.Input.Blocks * RowGeometry.Plane;
                float* from = weights + point * _geometry.PointFloats, to = products + point * RowGeometry.Plane;
                if (!isWhole) SumRows<V, S>(input, from, to);
                else if (point < RowGeometry.Points - 1) WholeImage.Sum<WholeRow, V, S>(input, from, _geometry.Input.Blocks, to);
                else WholeImage.Sum<AllButLast, V, S>(input, from, _geometry.Input.Blocks, to);
            }

            Finish<V, S>(products, pair, _first + image);
        }
    }

    /// <summary>Whether the input lies transformed in a piece of scratch memory.</summary>
    private readonly ref bool IsTransformed(float* own) => ref *(bool*)(own + _geometry.ScratchFloats(Images) - Shape.Block);

    private readonly void TransformInput<V, S>(int image, float* target)
        where V : struct
        where S : struct, ISimd<V>
    {
        var input = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride + _geometry.Input.Origin - Shape.Block;
        nint point = _geometry.Input.Blocks * RowGeometry.Plane;
        for (var block = 0; block < _geometry.Input.Blocks; block++)
        for (var y = 0; y < RowGeometry.Size; y++)
        {
            var row = input + (nint)block * _geometry.Input.PlaneStride + y * _geometry.Input.RowStride;
            for (var tile = 0; tile < RowGeometry.Tiles; tile++, row += 2 * Shape.Block, target += Shape.Block)
            for (var lane = 0; lane < Shape.Block; lane += S.Lanes)
            {
                var x = row + lane;
                WinogradF2.TransformInput<V, S>(
                    S.Load(x), S.Load(x + Shape.Block), S.Load(x + 2 * Shape.Block), S.Load(x + 3 * Shape.Block),
                    default, default, default, default, default, out var p0, out var p1, out var p2, out var p3, out _, out _, out _, out _, out _);
                S.Store(p0, target + lane);
                S.Store(p1, target + point + lane);
                S.Store(p2, target + 2 * point + lane);
                S.Store(p3, target + 3 * point + lane);
            }
        }
    }

    /// <summary>The sums of two vectors at one point, row by row, where there are not registers for all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SumRows<V, S>(float* input, float* weights, float* sums)
        where V : struct
        where S : struct, ISimd<V>
    {
        const int row = RowGeometry.Tiles * Shape.Block;
        var offsets = stackalloc nint[RowGeometry.Tiles];
        for (var tile = 0; tile < RowGeometry.Tiles; tile++) offsets[tile] = tile * Shape.Block;
        var taps = stackalloc nint[RowGeometry.KernelRows];
        for (var tap = 0; tap < RowGeometry.KernelRows; tap++) taps[tap] = (tap - 1) * row;
        var reach = new Reach
        {
            EndBlock = _geometry.Input.Blocks, BlockStride = RowGeometry.Plane, BlockWeights = RowGeometry.KernelRows * KernelLayout.BlockPair,
            Run = Shape.Block, Taps = taps, EndTap = RowGeometry.KernelRows,
        };
        var ahead = new Prefetch(weights + _geometry.PointFloats, _geometry.PointFloats, reach, RowGeometry.Size * Shape.Block / (2 * S.Lanes));
        for (var y = 0; y < RowGeometry.Size; y++)
        {
            (reach.FirstTap, reach.EndTap) = (y == 0 ? 1 : 0, y == RowGeometry.Size - 1 ? 2 : 3);
            InnerProduct.Sum<V, S, MicroTile>(
                input + y * row, offsets, reach, weights, weights + S.Lanes, ahead.Share(y, reach.Rows), accumulate: false,
                sums + y * RowGeometry.Tiles * 2 * S.Lanes);
        }
    }

    /// <summary>Transforms the products of an image back and finishes its pixels.</summary>
    private readonly void Finish<V, S>(float* products, in ChannelPair pair, int image)
        where V : struct
        where S : struct, ISimd<V>
    {
        var vectors = S.Lanes == Shape.Block ? 1 : 2;
        nint step = vectors * S.Lanes, point = RowGeometry.Plane;
        var line = products + RowGeometry.Points * point;
        for (var y = 0; y < RowGeometry.Size; y++)
        {
            for (var i = 0; i < RowGeometry.Tiles * vectors; i++, products += S.Lanes)
            {
                WinogradF2.TransformOutput<V, S>(
                    S.Load(products), S.Load(products + point), S.Load(products + 2 * point), S.Load(products + 3 * point),
                    default, default, default, default, default, out var first, out var second, out _, out _);
                var (tile, vector) = Math.DivRem(i, vectors);
                S.Store(first, line + 2 * tile * step + vector * S.Lanes);
                S.Store(second, line + (2 * tile + 1) * step + vector * S.Lanes);
            }

            _epilogue.Store<V, S>(line, step, pair, image, y, 0, RowGeometry.Size);
        }
    }
}
