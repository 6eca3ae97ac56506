using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// Winograd convolution over the batch. Tiles are numbered through the batch and taken in chunks whose transformed input stays in the level-2
/// cache. For a chunk: transform the input; then for each pair of output vectors multiply at every point, four tiles at a time or, with 512 bits,
/// eight, and transform back while the products are near. Where there are fewer chunks than threads, they share a chunk's output channels, and each
/// transforms all of its input for itself: to fetch the half that another core made would take longer.
/// </summary>
/// <typeparam name="T">The algorithm.</typeparam>
internal unsafe struct WinogradConvolution<T> : IParts
    where T : struct, IWinograd
{
    /// <summary>Floats of weights, 16 KB, that all tiles read before the next: with as many on their way they leave the level-1 cache a third.</summary>
    private const int SliceFloats = 4 * 1024;

    /// <summary>Floats of results, 4 MB, above which they leave the level-2 cache and the lines of the next tile are fetched in good time.</summary>
    private const long FarFloats = 1024 * 1024;

    private readonly WinogradGeometry<T> _geometry;
    private readonly WinogradScratch _layout;
    private readonly Operands _operands;
    private readonly Epilogue _epilogue;
    private readonly Scratch _scratch;
    private readonly int _width;
    private readonly KernelLayout? _late;
    private readonly int _tiles;
    private readonly int _groups;
    private readonly bool _isFar;
    private bool _sharesChunks;
    private int _chunk;

    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="scratch">Scratch memory.</param>
    /// <param name="width">Bits of a vector.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="late">How weights are packed that are transformed here; null where the file has them transformed.</param>
    public WinogradConvolution(Conv2D layer, in Operands operands, Scratch scratch, int width, int threads, KernelLayout? late = null)
    {
        _geometry = new WinogradGeometry<T>(layer);
        _tiles = operands.Batch.Count * _geometry.Tiles;
        _layout = _geometry.Scratch(operands.Batch.Count, late is not null, threads);
        (_operands, _scratch, _width, _late) = (operands, scratch, width, late);
        _epilogue = new Epilogue(operands, layer);
        _groups = ChannelPair.Count(_geometry.Output, width / 32);
        _isFar = (long)operands.Batch.Count * _geometry.Output.Floats > FarFloats;
    }

    /// <summary>Runs the layer.</summary>
    public void Run(Workers workers, bool alone)
    {
        if (alone || _layout.Chunks >= workers.Count)
        {
            workers.Run(ref this, _layout.Chunks, alone);
            return;
        }

        _sharesChunks = true;
        for (var worker = 0; worker < workers.Count; worker++) Transformed(_scratch.Of(worker)) = -1;
        for (_chunk = 0; _chunk < _layout.Chunks; _chunk++) workers.Run(ref this, _groups);
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
        var chunk = _sharesChunks ? _chunk : part;
        var first = chunk * _layout.Tiles;
        var count = Math.Min(_layout.Tiles, _tiles - first);
        var own = _scratch.Of(worker);
        if (!_sharesChunks || Transformed(own) != chunk)
        {
            for (var block = 0; block < _geometry.Blocks; block++) TransformInput<V, S>(first, count, block, own);
            Transformed(own) = chunk;
        }

        if (_sharesChunks) Multiply<V, S>(first, count, part, own);
        else for (var group = 0; group < _groups; group++) Multiply<V, S>(first, count, group, own);
    }

    /// <summary>Whether weights may be transformed here: F(4,3) alone, so that the compiler makes no such code for the others.</summary>
    private static bool MayBeLate => T.Weights == WinogradF4.Weights;

    /// <summary>The chunk whose transformed input lies in a piece of scratch memory.</summary>
    private readonly ref int Transformed(float* own) => ref *(int*)(own + _layout.Chunk);

    private readonly void TransformInput<V, S>(int first, int count, int block, float* own)
        where V : struct
        where S : struct, ISimd<V>
    {
        for (var tile = 0; tile < count; tile++)
        {
            var (image, row, column) = _geometry.Locate(first + tile);
            var input = _operands.Input + _operands.Batch.Slots[image] * _operands.Batch.Stride;
            var source = _geometry.Tile(input, block, row, column, own + _layout.Edge, out var rowStride);
            var target = own + tile * _layout.InputTile + block * Shape.Block;
            for (var lane = 0; lane < _geometry.Channels; lane += S.Lanes)
                WinogradTransforms.Input<T, V, S>(source + lane, rowStride, own + _layout.Pass, target + lane, _layout.InputPoint, T.Points * _layout.InputPoint);
        }
    }

    private readonly void Multiply<V, S>(int first, int count, int group, float* own)
        where V : struct
        where S : struct, ISimd<V>
    {
        var pair = new ChannelPair(group, S.Lanes, _geometry.Output);
        if (first == 0) _epilogue.ClearHalo(pair);
        var products = own + _layout.Products;
        for (var slice = 0; slice < _geometry.Blocks; slice += _layout.Slice)
            Products<V, S>(MayBeLate && _late is { } source ? Late<V, S>(source, pair, slice, own) : Packed(pair), pair, slice, count, own, products);

        var results = new WinogradResults<T>(_geometry, _epilogue);
        for (var tile = 0; tile < count; tile++)
        {
            if (_isFar && tile + 1 < count) FetchResults(first + tile + 1, pair);
            var (image, row, column) = _geometry.Locate(first + tile);
            results.Store<V, S>(products + tile * 2 * S.Lanes, _layout.ProductPoint, pair, image, row, column);
        }
    }

    /// <summary>Fetches the lines that a tile's results will be written to.</summary>
    private readonly void FetchResults(int tile, in ChannelPair pair)
    {
        var (image, row, column) = _geometry.Locate(tile);
        var line = _epilogue.Line(pair, image, row * T.Outputs);
        var at = line.Output + (nint)column * T.Outputs * Shape.Block;
        for (var y = 0; y < T.Outputs; y++, at += _epilogue.OutputRow)
        for (var x = 0; x < T.Outputs; x++)
        {
            PrefetchStream.Fetch(at + x * Shape.Block);
            if (line.OutputToSecond >= Shape.Block) PrefetchStream.Fetch(at + x * Shape.Block + line.OutputToSecond);
        }
    }

    /// <summary>The weights of a pair of output vectors, from the file.</summary>
    private readonly WinogradWeights Packed(in ChannelPair pair)
    {
        var first = _operands.Weight + (nint)pair.Block * _geometry.BlockFloats + pair.Lane;
        var end = first + (pair.SpansBlocks ? 2 : 1) * _geometry.BlockFloats;
        return new WinogradWeights(first, pair.ToSecond(_geometry.BlockFloats), _geometry.SliceFloats, end, 0);
    }

    /// <summary>The weights of a pair of output vectors for a slice of input channels, transformed now.</summary>
    private readonly WinogradWeights Late<V, S>(in KernelLayout source, in ChannelPair pair, int slice, float* own)
        where V : struct
        where S : struct, ISimd<V>
    {
        var blocks = Math.Min(_layout.Slice, _geometry.Blocks - slice);
        var outputBlock = source.OutputBlock(_geometry.Input);
        var first = _operands.Weight + (nint)pair.Block * outputBlock + slice * source.InputBlock + pair.Lane;
        var target = own + _layout.Weights;
        var (from, to) = (pair.ToSecond(outputBlock), pair.ToSecond(T.Weights * T.Weights * _layout.WeightStep));
        var outputs = Math.Min(2 * S.Lanes, Shape.Block);
        for (nint vector = 0; vector < (pair.SpansBlocks ? 2 : 1); vector++)
        {
            float* kernels = first + vector * from, weights = target + vector * to;
            if (source.HasColumnsOfF2)
                WinogradTransforms.Kernels<WinogradF4OfF2, WinogradF4OfF2, V, S>(kernels, source, outputs, blocks, Shape.Block, weights, _layout.WeightStep);
            else if (source.HasRowsOfF2)
                WinogradTransforms.Kernels<WinogradF4OfF2, WinogradF4, V, S>(kernels, source, outputs, blocks, Shape.Block, weights, _layout.WeightStep);
            else if (source.HasColumnsOfF4)
                WinogradTransforms.KernelRows<T, V, S>(kernels, source, outputs, blocks, weights, _layout.WeightStep);
            else
                WinogradTransforms.Kernels<T, T, V, S>(kernels, source, outputs, blocks, Shape.Block, weights, _layout.WeightStep);
        }

        return new WinogradWeights(target, to, _layout.WeightStep, first + blocks * source.InputBlock, (int)(blocks * source.InputBlock));
    }

    /// <summary>
    /// The products of one pair of output vectors at every point: small matrix products, [tiles][input channels] by [input channels][2 vectors].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Products<V, S>(in WinogradWeights weights, in ChannelPair pair, int slice, int count, float* points, float* products)
        where V : struct
        where S : struct, ISimd<V>
    {
        // Positions beyond the last tile multiply what an earlier chunk left there; nobody reads the results.
        nint tap = 0;
        var offsets = stackalloc nint[WideTile.Positions];
        for (var position = 0; position < WideTile.Positions; position++) offsets[position] = position * _layout.InputTile;
        var blocks = Math.Min(_layout.Slice, _geometry.Blocks - slice);
        var run = T.Phases > 1 ? _geometry.Channels : blocks % 4 == 0 ? 4 * Shape.Block : Shape.Block;
        var reach = new Reach
        {
            EndBlock = blocks * _geometry.Channels / run, BlockStride = run, BlockWeights = run * Shape.Block, Run = run, Taps = &tap, EndTap = 1,
        };
        var together = S.Registers > 16 ? WideTile.Positions : MicroTile.Positions;
        var groups = (count + together - 1) / together;
        var next = weights.First;
        var late = new Prefetch(weights.End, weights.Next, reach, groups * T.Points * T.Points);
        points += slice * Shape.Block;
        var endBlock = reach.EndBlock;
        var atATime = BlocksAtATime(reach, S.Lanes, groups);
        for (var y = 0; y < T.Weights; y++)
        for (var x = 0; x < T.Weights; x++)
        {
            var w = next;
            next = (y, x) == (T.Weights - 1, T.Weights - 1) ? weights.End : w + weights.Step;
            for (var py = T.FirstPoint(y); py < T.FirstPoint(y + 1); py++)
            for (var px = T.FirstPoint(x); px < T.FirstPoint(x + 1); px++)
            for (reach.FirstBlock = 0; reach.FirstBlock < endBlock; reach.FirstBlock = reach.EndBlock)
            {
                reach.EndBlock = Math.Min(reach.FirstBlock + atATime, endBlock);
                var point = py * T.Points + px;
                var following = reach.EndBlock < endBlock ? w + reach.EndBlock * reach.BlockWeights : next;
                var ahead = _late is not null ? late : new Prefetch(following, reach.Rows * Shape.Block, reach, groups);
                float* source = points + point * _layout.InputPoint, target = products + point * _layout.ProductPoint;
                for (var g = 0; g < groups; g++, source += together * _layout.InputTile, target += together * 2 * S.Lanes)
                {
                    var share = ahead.Share(_late is not null ? point * groups + g : g, reach.Rows);
                    var accumulate = slice > 0 || reach.FirstBlock > 0;
                    if (S.Registers > 16 && count - g * together > MicroTile.Positions)
                        InnerProduct.Sum<V, S, WideTile>(source, offsets, reach, w, w + weights.ToSecond, share, accumulate, target);
                    else
                        InnerProduct.Sum<V, S, MicroTile>(source, offsets, reach, w, w + weights.ToSecond, share, accumulate, target);
                }
            }
        }
    }

    /// <summary>
    /// Blocks of a reach that all groups of tiles multiply before the next ones: all, unless a point's weights would leave the level-1 cache between
    /// two groups.
    /// </summary>
    private static int BlocksAtATime(in Reach reach, int lanes, int groups)
    {
        var blockFloats = reach.Run * 2 * lanes;
        return groups == 1 || reach.EndBlock * blockFloats <= SliceFloats ? reach.EndBlock : Math.Max(1, SliceFloats / blockFloats);
    }
}
