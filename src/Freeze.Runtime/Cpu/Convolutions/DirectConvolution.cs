using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>
/// Direct convolution over the batch: each output pixel is the inner product of its taps and their weights. Pixels are numbered through the
/// batch and taken a tile at a time; halos stand in for padding, so the inner loop has no branch, and rows of taps that see nothing but
/// padding are left out. Also serves 1x1 kernels, the stem and dense layers.
/// </summary>
/// <typeparam name="T">The tile.</typeparam>
internal readonly unsafe struct DirectConvolution<T> : IParts
    where T : struct, ITile
{
    /// <summary>Floats of input, 1 MB, that stay near enough without chunks.</summary>
    private const int NearFloats = 256 * 1024;

    /// <summary>Floats of input that a chunk of pixels reads at most: half of a level-2 cache, the other half is for weights.</summary>
    private const int ChunkFloats = 64 * 1024;

    /// <summary>Floats of weights, 1 MB, up to which each thread takes pixels of its own and so reads all the weights.</summary>
    private const int FewWeights = 256 * 1024;

    /// <summary>Floats of weights that all tiles read before the next ones: half of a level-1 cache.</summary>
    private const int SliceFloats = 4 * 1024;

    /// <summary>Pixels that are summed together.</summary>
    private const int SumPixels = 256;

    /// <summary>Tiles that are summed together.</summary>
    private static int SumTiles => SumPixels / T.Positions;

    private readonly DirectGeometry _geometry;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;
    private readonly int _width;
    private readonly int _groups;
    private readonly int _chunks;
    private readonly int _pixels;
    private readonly int _tiles;

    /// <param name="geometry">What the layer reads.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="width">Bits of a vector.</param>
    /// <param name="threads">Threads that share the work.</param>
    public DirectConvolution(in DirectGeometry geometry, Layer layer, in Operands operands, int width, int threads)
    {
        _geometry = geometry;
        _operands = operands;
        _epilogue = new Epilogue(operands, layer);
        _width = width;
        _groups = ChannelPair.Count(geometry.Output, width / 32);
        _pixels = operands.Batch.Count * geometry.Output.Height * geometry.Output.Width;
        _tiles = (_pixels + T.Positions - 1) / T.Positions;

        // Chunks of pixels keep the input near while all groups of channels read it, but each chunk reads all the weights again.
        var inputs = (long)operands.Batch.Count * geometry.Input.Floats;
        var near = inputs <= NearFloats ? 1 : (inputs + ChunkFloats - 1) / ChunkFloats;
        var chunks = inputs * _groups > geometry.PackedFloats * near + inputs ? near : 1;

        // Several threads take chunks of their own where weights are few; elsewhere three parts for each even out who is faster.
        if (threads > 1) chunks = Math.Max(chunks, geometry.PackedFloats <= FewWeights ? threads : (3 * threads + _groups - 1) / _groups);
        _chunks = (int)Math.Clamp(chunks, 1, _tiles);
    }

    /// <summary>Parts into which the work divides: chunks of pixels by groups of output channels.</summary>
    private int Parts => _chunks * _groups;

    /// <summary>Runs the layer.</summary>
    public void Run(Workers workers, bool alone)
    {
        var work = this;
        workers.Run(ref work, Parts, alone);
    }

    public void Run(int part, int worker)
    {
        // Rows of seven are for 512 bits alone: said here, the compiler makes no kernels of theirs for other widths.
        if ((InstructionSet.Has512 && _width == 512) || T.Positions == RowTile.Positions) Run<Vector512<float>, Simd512>(part);
        else if (InstructionSet.Has256 && _width == 256) Run<Vector256<float>, Simd256>(part);
        else if (InstructionSet.Has128) Run<Vector128<float>, Simd128>(part);
    }

    private void Run<V, S>(int part)
        where V : struct
        where S : struct, ISimd<V>
    {
        var (chunk, group) = (part / _groups, part % _groups);
        var pair = new ChannelPair(group, S.Lanes, _geometry.Output);

        // Blocks that share a tile must read the same input blocks; grouped layers on 512-bit vectors take them one by one.
        if (pair.SpansBlocks && _geometry.FirstInputBlock(pair.Block) != _geometry.FirstInputBlock(pair.Block + 1))
        {
            Tiles<V, S>(chunk, pair.Alone(pair.Block));
            Tiles<V, S>(chunk, pair.Alone(pair.Block + 1));
            return;
        }

        Tiles<V, S>(chunk, pair);
    }

    private void Tiles<V, S>(int chunk, in ChannelPair pair)
        where V : struct
        where S : struct, ISimd<V>
    {
        if (chunk == 0) _epilogue.ClearHalo(pair);
        var (first, end) = ((int)((long)_tiles * chunk / _chunks), (int)((long)_tiles * (chunk + 1) / _chunks));
        for (; first < end; first += SumTiles) Sums<V, S>(first, Math.Min(SumTiles, end - first), pair);
    }

    /// <summary>Some tiles over slices of input channels: a slice's weights stay in the level-1 cache while all the tiles read them.</summary>
    /// <remarks>Its arrays are written before they are read; clearing 32 KB of sums first would cost a tenth of a 1x1 convolution.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    private void Sums<V, S>(int first, int count, in ChannelPair pair)
        where V : struct
        where S : struct, ISimd<V>
    {
        var taps = stackalloc nint[_geometry.Taps];
        var reach = _geometry.Reach(taps);
        var input = _operands.Input + _geometry.FirstInput(pair.Block);
        var weights = _operands.Weight + (nint)pair.Block * _geometry.BlockFloats + pair.Lane;
        var toSecond = pair.ToSecond(_geometry.BlockFloats);
        var sums = stackalloc float[SumTiles * T.Positions * 2 * S.Lanes];
        var offsets = stackalloc nint[SumTiles * T.Positions];
        var rows = stackalloc int[SumTiles * 2];
        Locate(first, count, offsets, rows);

        var slice = Math.Max(1, SliceFloats / (int)reach.BlockWeights);
        for (reach.FirstBlock = 0; reach.FirstBlock < _geometry.InputBlocks; reach.FirstBlock = reach.EndBlock)
        {
            reach.EndBlock = Math.Min(reach.FirstBlock + slice, _geometry.InputBlocks);
            var isLast = reach.EndBlock == _geometry.InputBlocks;
            var next = weights + reach.EndBlock * reach.BlockWeights;
            if (pair.SpansBlocks && isLast) next += toSecond;
            (reach.FirstTap, reach.EndTap) = (0, _geometry.Taps);

            // Rows of seven fetch one vector's weights at a time, in turns.
            var ahead = new Prefetch(next, reach.Rows * Shape.Block, reach, T.Positions == RowTile.Positions ? (count + 1) / 2 : count);
            var cursor = new PixelCursor(_geometry.Output, first * T.Positions);
            for (var tile = 0; tile < count; tile++)
            {
                (reach.FirstTap, reach.EndTap) = (rows[2 * tile] * _geometry.TapsPerRow, rows[2 * tile + 1] * _geometry.TapsPerRow);
                var at = offsets + tile * T.Positions;
                var results = sums + tile * T.Positions * 2 * S.Lanes;
                var accumulate = reach.FirstBlock > 0;
                if (T.Positions == RowTile.Positions && _pixels - (first + tile) * T.Positions > RowTile.Run)
                {
                    var lines = isLast ? new OutputLines(_epilogue.Line(pair, cursor.Image, cursor.Y), cursor.X) : default;
                    var share = ahead.Share(tile / 2, reach.Rows).Moved(tile % 2 * toSecond);
                    var (from, toSecondRun) = (at[0], at[RowTile.Run] - at[0]);
                    RowProduct.Sum<V, S>(
                        _geometry.PixelStep, input + from, toSecondRun, reach, weights, toSecond, share, lines, accumulate, results);
                }
                else if (T.Positions == RowTile.Positions)
                {
                    // A run that is left over at the end.
                    InnerProduct.Sum<V, S, WideTile>(
                        input, at, reach, weights, weights + toSecond, ahead.Share(tile / 2, reach.Rows), accumulate, results);
                }
                else
                {
                    InnerProduct.Sum<V, S, T>(input, at, reach, weights, weights + toSecond, ahead.Share(tile, reach.Rows), accumulate, results);
                }

                if (isLast) Finish<V, S>(first + tile, pair, results, ref cursor);
            }
        }
    }

    /// <summary>Finishes the pixels of a tile, row by row, while its sums are near.</summary>
    private void Finish<V, S>(int tile, in ChannelPair pair, float* sums, ref PixelCursor cursor)
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var left = Math.Min(T.Positions, _pixels - tile * T.Positions); left > 0;)
        {
            var run = Math.Min(left, _geometry.Output.Width - cursor.X);
            _epilogue.Store<V, S>(sums, 2 * S.Lanes, pair, cursor.Image, cursor.Y, cursor.X, run);
            sums += run * 2 * S.Lanes;
            left -= run;
            cursor.Skip(run);
        }
    }

    /// <summary>
    /// Finds where the pixels of some tiles read, and which rows of the kernel meet the image; the last tile repeats its last pixel, or its last run.
    /// </summary>
    private void Locate(int first, int count, nint* offsets, int* rows)
    {
        var cursor = new PixelCursor(_geometry.Output, first * T.Positions);
        var step = _geometry.Offset(0, 1);
        var (end, pixels) = (count * T.Positions, Math.Min(count * T.Positions, _pixels - first * T.Positions));
        for (var tile = 0; tile < count; tile++) (rows[2 * tile], rows[2 * tile + 1]) = (_geometry.Kernel.Height, 0);
        for (var pixel = 0; pixel < pixels; cursor.NextRow())
        {
            var offset = _operands.Batch.Slots[cursor.Image] * _operands.Batch.Stride + _geometry.Offset(cursor.Y, cursor.X);
            var rowEnd = Math.Min(pixels, pixel + _geometry.Output.Width - cursor.X);
            var (top, bottom) = _geometry.RowsInside(cursor.Y);
            for (var tile = pixel / T.Positions; tile <= (rowEnd - 1) / T.Positions; tile++)
                (rows[2 * tile], rows[2 * tile + 1]) = (Math.Min(rows[2 * tile], top), Math.Max(rows[2 * tile + 1], bottom));
            for (; pixel < rowEnd; pixel++, offset += step) offsets[pixel] = offset;
        }

        var back = T.Positions == RowTile.Positions ? RowTile.Run : 1;
        for (; pixels < end; pixels++) offsets[pixels] = offsets[pixels - back];
    }
}
