using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// What <see cref="WinogradRowsConvolution"/> needs to know of a layer. Tiles are pairs of neighbouring outputs. Weights are packed as
/// <c>[output block][x point][input block][ky][16 input channels][16 outputs]</c>: one stream in the order of reading.
/// </summary>
internal readonly unsafe struct RowsGeometry
{
    /// <summary>Points of F(2,3).</summary>
    public const int Points = 4;

    /// <summary>Rows of taps.</summary>
    public const int Taps = 3;

    /// <summary>Floats of transformed input in a chunk of images: what leaves room for weights in a level-2 cache of 512 KB.</summary>
    private const int ChunkFloats = 80 * 1024;

    public RowsGeometry(Conv2D layer)
    {
        (Input, Output, Pad) = (layer.Input, layer.Output, layer.Pad);
        Columns = (Output.Width + WinogradF2.Outputs - 1) / WinogradF2.Outputs;
    }

    public Shape Input { get; }

    public Shape Output { get; }

    public Extent Pad { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of pixels that an image's tiles read, those in the padding included.</summary>
    public int InputRows => Output.Height + Taps - 1;

    /// <summary>Transformed input: floats from one tile to the next, a cache line more than its channels, or all would fall on the same sets of the cache.</summary>
    public int InputTile => (Input.Blocks + 1) * Shape.Block;

    /// <summary>Images whose transformed input stays near.</summary>
    public int ChunkImages => Math.Max(1, ChunkFloats / (Points * InputRows * Columns * InputTile));

    /// <summary>Floats of packed weights for one block of input channels, output block and point.</summary>
    public static int InputBlockFloats => Taps * Shape.Block * Shape.Block;

    /// <summary>Floats of packed weights for one output block.</summary>
    public int BlockFloats => Points * Input.Blocks * InputBlockFloats;

    /// <summary>Floats of packed weights.</summary>
    public int PackedFloats => Output.Blocks * BlockFloats;

    /// <summary>Whether the algorithm fits the layer: an image must fit a chunk; larger ones are served better by two dimensions.</summary>
    public static bool Fits(Conv2D layer)
    {
        if (!WinogradGeometry<WinogradF2>.Fits(layer)) return false;
        var geometry = new RowsGeometry(layer);
        return (long)Points * geometry.InputRows * geometry.Columns * geometry.InputTile <= ChunkFloats;
    }

    /// <summary>Where the four pixels of a tile lie. One that reaches beyond the halo is copied, with zeros round it.</summary>
    /// <param name="plane">Plane of 16 input channels.</param>
    /// <param name="row">Row of pixels, counted from the padding.</param>
    /// <param name="column">Column of tiles.</param>
    /// <param name="copy">Room for a tile.</param>
    public float* Tile(float* plane, int row, int column, float* copy)
    {
        var (y, left) = (row - Pad.Height, column * WinogradF2.Outputs - Pad.Width);
        var halo = Input.Halo;
        var (firstX, endX) = (Math.Max(left, -halo), Math.Min(left + WinogradF2.Inputs, Input.Width + halo));
        var inside = y >= -halo && y < Input.Height + halo;
        var pixels = plane + Input.Origin + (nint)y * Input.RowStride;
        if (inside && endX - firstX == WinogradF2.Inputs) return pixels + left * Shape.Block;

        new Span<float>(copy, WinogradF2.Inputs * Shape.Block).Clear();
        if (!inside || firstX >= endX) return copy;
        var source = new Span<float>(pixels + firstX * Shape.Block, (endX - firstX) * Shape.Block);
        source.CopyTo(new Span<float>(copy + (firstX - left) * Shape.Block, source.Length));
        return copy;
    }

    /// <summary>Rows of taps that meet the image for an output row; at least one.</summary>
    public (int Start, int End) RowsInside(int y)
    {
        var (start, end) = (Math.Max(0, Pad.Height - y), Math.Min(Taps, Input.Height + Pad.Height - y));
        return start < end ? (start, end) : (0, 1);
    }

    /// <summary>Transforms and packs canonical weights, [outputs, inputs, 3, 3].</summary>
    public float[] Pack(ReadOnlySpan<float> weights)
    {
        var packed = new float[PackedFloats];
        Span<double> taps = stackalloc double[3], points = stackalloc double[Points];
        for (var output = 0; output < Output.Channels; output++)
        for (var input = 0; input < Input.Channels; input++)
        for (var ky = 0; ky < Taps; ky++)
        {
            var row = weights.Slice(((output * Input.Channels + input) * Taps + ky) * 3, 3);
            for (var kx = 0; kx < 3; kx++) taps[kx] = row[kx];
            WinogradF2.TransformWeights(taps, points);
            for (var point = 0; point < Points; point++)
            {
                var at = (point * Input.Blocks + input / Shape.Block) * InputBlockFloats + (ky * Shape.Block + input % Shape.Block) * Shape.Block;
                packed[output / Shape.Block * BlockFloats + at + output % Shape.Block] = (float)points[point];
            }
        }

        return packed;
    }
}
