using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// How a chunk of tiles lies in scratch memory: transformed input <c>[point][tile][input channels]</c>, then products
/// <c>[point][tile][2 vectors]</c>, then room for one tile between the two passes of a transform. Points are a cache line further apart than a
/// power of two, or their stores would fall on the same sets of the cache.
/// </summary>
internal readonly struct WinogradScratch
{
    /// <summary>Floats of transformed input in a chunk: what leaves room for weights in a level-2 cache of 512 KB.</summary>
    private const int SmallChunk = 80 * 1024;

    /// <summary>The same where the layer's weights do not stay there, so that each chunk reads them anew: most of a level-2 cache of 1 MB.</summary>
    private const int MiddleChunk = 192 * 1024;

    /// <summary>The same where reading them anew takes longer than fetching input from the level-3 cache.</summary>
    private const int LargeChunk = 320 * 1024;

    /// <summary>Floats of weights, 1 MB, above which they do not stay in a level-2 cache beside the input.</summary>
    private const int ManyWeights = 256 * 1024;

    /// <summary>
    /// Floats of weights, 3 MB, up to which each thread takes tiles of its own and so reads all the weights; beyond, threads share output channels
    /// and chunks are large.
    /// </summary>
    private const int FewWeights = 768 * 1024;

    /// <summary>
    /// Tiles in a chunk at least where weights are transformed once for each chunk: the input may then lie in the level-3 cache.
    /// </summary>
    private const int LateTiles = 32;

    /// <summary>Input blocks whose weights are transformed at a time: as much as leaves the level-2 cache room for the input.</summary>
    private const int LateBlocks = 8;

    public WinogradScratch(int inputBlocks, int points, int lateWeights, int weights, int tiles, int threads)
    {
        var limit = LargestChunk(inputBlocks, points, lateWeights, weights);
        Slice = lateWeights > 0 ? Math.Min(LateBlocks, inputBlocks) : inputBlocks;
        var tile = points * 2 * Shape.Block;
        var chunks = (tiles + limit - 1) / limit;
        if (lateWeights == 0 && weights <= FewWeights) chunks = Math.Max(chunks, Math.Min(threads, tiles / WideTile.Positions));
        Tiles = ((tiles + chunks - 1) / chunks + WideTile.Positions - 1) / WideTile.Positions * WideTile.Positions;
        Chunks = (tiles + Tiles - 1) / Tiles;
        InputTile = inputBlocks * Shape.Block;
        InputPoint = Tiles * InputTile + Shape.Block;
        ProductPoint = Tiles * 2 * Shape.Block + Shape.Block;
        Products = points * InputPoint;
        Pass = Products + points * ProductPoint;
        Edge = Pass + tile;
        Weights = Edge + tile;
        WeightStep = Slice * Shape.Block * Shape.Block + Shape.Block;
        Chunk = Weights + 2 * lateWeights * WeightStep;
        Floats = Chunk + Shape.Block;
    }

    /// <summary>Tiles in a chunk at most.</summary>
    public static int LargestChunk(int inputBlocks, int points, int lateWeights, int weights)
    {
        var floats = weights > FewWeights ? LargeChunk : weights > ManyWeights ? MiddleChunk : SmallChunk;
        var near = Math.Max(floats / (points * inputBlocks * Shape.Block) / WideTile.Positions, 1) * WideTile.Positions;
        return lateWeights > 0 ? Math.Max(near, LateTiles) : near;
    }

    /// <summary>Chunks of a batch.</summary>
    public int Chunks { get; }

    /// <summary>Tiles in a chunk; the last one may have fewer.</summary>
    public int Tiles { get; }

    /// <summary>Transformed input: floats from one tile to the next.</summary>
    public int InputTile { get; }

    /// <summary>Transformed input: floats from one point to the next.</summary>
    public int InputPoint { get; }

    /// <summary>Products: floats from one point to the next.</summary>
    public int ProductPoint { get; }

    /// <summary>Where the products start.</summary>
    public int Products { get; }

    /// <summary>Where the tile between two passes starts.</summary>
    public int Pass { get; }

    /// <summary>Where a tile is copied to that lies at the edge of the image or is taken apart.</summary>
    public int Edge { get; }

    /// <summary>Input blocks that are multiplied at a time; all of them where the weights come from the file.</summary>
    public int Slice { get; }

    /// <summary>Where weights that are transformed when they are needed start.</summary>
    public int Weights { get; }

    /// <summary>Those weights: floats from one transformed weight of a kernel to the next.</summary>
    public int WeightStep { get; }

    /// <summary>Where the number of the chunk is kept whose input has been transformed.</summary>
    public int Chunk { get; }

    /// <summary>Floats of scratch memory for one worker.</summary>
    public int Floats { get; }
}
