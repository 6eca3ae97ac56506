using System.Runtime.Intrinsics;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd.Halfway;

/// <summary>
/// 3x3 convolution onto 5x5 to 8x8 pixels, four tiles of F(4x4, 3x3), as in the last blocks of residual networks. There are so many weights that
/// reading them takes longest, and F(4x4, 3x3) has four for a kernel's tap. Here they are transformed only halfway when they are packed, along
/// columns: 18 for a kernel instead of 36, or of 16 for F(2x2, 3x3) with its 256 products. The rest is done in registers when they are used, and
/// takes 36 operations beside 144 products. Each thread transforms the input for itself.
/// </summary>
internal unsafe struct HalfwayConvolution : IParts
{
    private readonly HalfwayGeometry _geometry;
    private readonly WinogradResults<WinogradF4> _results;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;
    private readonly Scratch _scratch;
    private readonly int _width;
    private int _first;

    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="width">Bits of a vector.</param>
    public HalfwayConvolution(Conv2D layer, in Operands operands, Scratch scratch, int width)
    {
        _geometry = new HalfwayGeometry(layer);
        (_operands, _scratch, _width) = (operands, scratch, width);
        _epilogue = new Epilogue(operands, layer);
        _results = new WinogradResults<WinogradF4>(_geometry.Winograd, _epilogue);
    }

    /// <summary>Images that are convolved now.</summary>
    private readonly int Images => Math.Min(_operands.Batch.Count - _first, HalfwayGeometry.Together);

    /// <summary>Runs the layer; its parts are blocks of output channels.</summary>
    public void Run(Workers workers, bool alone)
    {
        for (_first = 0; _first < _operands.Batch.Count; _first += HalfwayGeometry.Together)
        {
            for (var worker = 0; worker < (alone ? 1 : workers.Count); worker++) IsTransformed(_scratch.Of(worker)) = false;
            workers.Run(ref this, _geometry.Output.Blocks, alone);
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

    private readonly void Run<V, S>(int block, int worker)
        where V : struct
        where S : struct, ISimd<V>
    {
        var own = _scratch.Of(worker);
        if (!IsTransformed(own))
        {
            for (var image = 0; image < Images; image++) TransformInput<V, S>(_first + image, own, own + image * _geometry.ImageFloats);
            IsTransformed(own) = true;
        }

        var products = own + _geometry.Products(Images);
        var weights = _operands.Weight + (nint)block * _geometry.BlockFloats;
        for (var point = 0; point < HalfwayGeometry.Points; point++, weights += _geometry.PointFloats)
        for (var image = 0; image < Images; image++)
        {
            var input = own + image * _geometry.ImageFloats + point * _geometry.Input.Blocks * HalfwayGeometry.PointRow;
            var sums = products + (image * HalfwayGeometry.Points + point) * HalfwayGeometry.PointRow;
            if (S.Lanes == Shape.Block) FourTiles.Sum<V, S>(input, weights, _geometry.Input.Blocks, sums);
            else FourTiles.SumByPairs<V, S>(input, weights, _geometry.Input.Blocks, sums);
        }

        for (var lane = 0; lane < Shape.Block; lane += 2 * S.Lanes)
        {
            var pair = ChannelPair.InBlock(block, lane, S.Lanes, _geometry.Output);
            if (_first == 0) _epilogue.ClearHalo(pair);
            for (var image = 0; image < Images; image++)
                Finish<V, S>(products + image * HalfwayGeometry.Points * HalfwayGeometry.PointRow + lane, pair, _first + image);
        }
    }

    /// <summary>Whether the input lies transformed in a piece of scratch memory.</summary>
    private readonly ref bool IsTransformed(float* own) => ref *(bool*)(own + _geometry.ScratchFloats(Images) - Shape.Block);

    private readonly void TransformInput<V, S>(int image, float* own, float* target)
        where V : struct
        where S : struct, ISimd<V>
    {
        var input = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride;
        nint row = _geometry.Input.Blocks * HalfwayGeometry.PointRow;
        for (var block = 0; block < _geometry.Input.Blocks; block++, target += HalfwayGeometry.PointRow)
        for (var tile = 0; tile < HalfwayGeometry.Tiles; tile++)
        {
            var (y, x) = Math.DivRem(tile, HalfwayGeometry.Side);
            var source = _geometry.Winograd.Tile(input, block, y, x, own + _geometry.Edge(Images), out var rowStride);
            for (var lane = 0; lane < Shape.Block; lane += S.Lanes)
            {
                WinogradTransforms.Input<WinogradF4, V, S>(
                    source + lane, rowStride, own + _geometry.Pass(Images), target + tile * Shape.Block + lane, HalfwayGeometry.Point, row);
            }
        }
    }

    private readonly void Finish<V, S>(float* products, in ChannelPair pair, int image)
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var tile = 0; tile < HalfwayGeometry.Tiles; tile++, products += Shape.Block)
        {
            var (row, column) = Math.DivRem(tile, HalfwayGeometry.Side);
            _results.Store<V, S>(products, HalfwayGeometry.Point, pair, image, row, column);
        }
    }
}
