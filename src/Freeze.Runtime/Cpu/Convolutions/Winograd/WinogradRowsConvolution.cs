using System.Runtime.CompilerServices;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Winograd F(2,3) along rows of pixels, with direct sums over the three rows of taps (Winograd 1980). Where images are small a layer's time is
/// that of reading its weights: this form reads 12 of them for a pair of channels, F(2x2, 3x3) 16, and makes 12 products for two outputs where
/// the direct form makes 18. A position of the matrix products is a tile of two outputs; its three taps at a point are the transformed
/// tiles of three rows.
/// </summary>
internal readonly unsafe struct WinogradRowsConvolution : IPhases
{
    /// <summary>Blocks of input channels whose weights all tiles read before the next ones: they fill less than half of a level-1 cache.</summary>
    private const int SliceBlocks = 4;

    private readonly RowsGeometry _geometry;
    private readonly RowsScratch _layout;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;

    public WinogradRowsConvolution(Conv2D layer, in Operands operands, int width)
    {
        _geometry = new RowsGeometry(layer);
        _layout = new RowsScratch(_geometry, operands.Batch.Count);
        (_operands, _epilogue) = (operands, new Epilogue(operands, layer));
        Outputs = ChannelPair.Count(_geometry.Output, width / 32);
    }

    public int Chunks => _layout.Chunks;

    public int Inputs => _geometry.Input.Blocks;

    public int Outputs { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TransformInput<V, S>(int chunk, int block, float* points, float* own)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (first, count) = Chunk(chunk);
        var target = points + block * Shape.Block;
        for (var row = 0; row < _geometry.InputRows; row++)
        for (var image = first; image < first + count; image++)
        {
            var plane = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride + (nint)block * _geometry.Input.PlaneStride;
            for (var column = 0; column < _geometry.Columns; column++, target += _geometry.InputTile)
            {
                var source = _geometry.Tile(plane, row, column, own + _layout.Edge);
                for (var lane = 0; lane < Shape.Block; lane += S.Lanes)
                    WinogradF2.TransformInput<V, S>(source + lane, Shape.Block, target + lane, _layout.InputPoint);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<V, S>(int chunk, int group, float* points, float* own)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (first, count) = Chunk(chunk);
        var pair = new ChannelPair(group, S.Lanes, _geometry.Output);
        if (first == 0) _epilogue.ClearHalo(pair);
        float* products = own + _layout.Products, results = own + _layout.Results;
        Products<V, S>(pair, count, points, products);
        for (var y = 0; y < _geometry.Output.Height; y++)
        for (var image = first; image < first + count; image++)
        {
            for (var column = 0; column < _geometry.Columns; column++, products += 2 * S.Lanes)
            for (var vector = 0; vector < 2 * S.Lanes; vector += S.Lanes)
                WinogradF2.TransformOutput<V, S>(products + vector, _layout.ProductPoint, results + column * 4 * S.Lanes + vector, 2 * S.Lanes);
            _epilogue.Store<V, S>(results, 2 * S.Lanes, pair, image, y, 0, _geometry.Output.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products<V, S>(in ChannelPair pair, int count, float* points, float* products)
        where V : struct
        where S : struct, ISimd<V>
    {
        int row = count * _geometry.Columns, positions = row * _geometry.Output.Height, tile = _geometry.InputTile;
        var tiles = (positions + MicroTile.Positions - 1) / MicroTile.Positions;
        var taps = stackalloc nint[] { 0, row * tile, 2 * row * tile };
        var offsets = stackalloc nint[] { 0, tile, 2 * tile, 3 * tile };
        var rows = stackalloc int[2 * tiles];
        for (var t = 0; t < tiles; t++)
        {
            (rows[2 * t], rows[2 * t + 1]) = (RowsGeometry.Taps, 0);
            for (var y = t * MicroTile.Positions / row; y <= (Math.Min(t * MicroTile.Positions + MicroTile.Positions, positions) - 1) / row; y++)
            {
                var (start, end) = _geometry.RowsInside(y);
                (rows[2 * t], rows[2 * t + 1]) = (Math.Min(rows[2 * t], start), Math.Max(rows[2 * t + 1], end));
            }
        }

        var reach = new Reach { BlockStride = Shape.Block, BlockWeights = RowsGeometry.InputBlockFloats, Run = Shape.Block, Taps = taps };
        var weights = _operands.Weight + (nint)pair.Block * _geometry.BlockFloats + pair.Lane;
        var toSecond = pair.ToSecond(_geometry.BlockFloats);
        for (var point = 0; point < RowsGeometry.Points; point++)
        {
            for (reach.FirstBlock = 0; reach.FirstBlock < _geometry.Input.Blocks; reach.FirstBlock = reach.EndBlock)
            {
                reach.EndBlock = Math.Min(reach.FirstBlock + SliceBlocks, _geometry.Input.Blocks);
                (reach.FirstTap, reach.EndTap) = (0, RowsGeometry.Taps);
                var next = weights + reach.EndBlock * reach.BlockWeights;
                if (pair.SpansBlocks && point == RowsGeometry.Points - 1 && reach.EndBlock == _geometry.Input.Blocks) next += toSecond;
                var ahead = new Prefetch(next, reach, tiles);
                for (var t = 0; t < tiles; t++)
                {
                    (reach.FirstTap, reach.EndTap) = (rows[2 * t], rows[2 * t + 1]);
                    MicroTile.Call<V, S>(
                        points + t * MicroTile.Positions * tile, offsets, reach, weights, weights + toSecond, ahead.Share(t, reach.Rows),
                        accumulate: reach.FirstBlock > 0, products + t * MicroTile.Positions * 2 * S.Lanes);
                }
            }

            points += _layout.InputPoint;
            products += _layout.ProductPoint;
            weights += _geometry.BlockFloats / RowsGeometry.Points;
        }
    }

    private (int First, int Count) Chunk(int chunk)
    {
        var first = chunk * _layout.Images;
        return (first, Math.Min(_layout.Images, _operands.Batch.Count - first));
    }
}
