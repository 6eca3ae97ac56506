using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Runs direct convolutions with the tile that suits them.</summary>
internal static class Direct
{
    /// <summary>
    /// Images at least this wide take six pixels at a time, eight on Arm64: few of their tiles straddle two rows, and such a tile leaves out only the
    /// rows of taps that neither needs.
    /// </summary>
    private const int WideImage = 12;

    /// <summary>Runs a layer.</summary>
    /// <param name="geometry">What the layer reads.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operands">Its memory.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="alone">Whether the caller does it all.</param>
    /// <param name="width">Bits of a vector.</param>
    public static void Run(in DirectGeometry geometry, Layer layer, in Operands operands, Workers workers, bool alone, int width)
    {
        var threads = alone ? 1 : workers.Count;
        switch (Positions(geometry, operands.Batch.Count, width))
        {
            case WideTile.Positions: new DirectConvolution<WideTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
            case PixelTile.Positions: new DirectConvolution<PixelTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
            default: new DirectConvolution<MicroTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
        }
    }

    private static int Positions(in DirectGeometry geometry, int images, int width)
    {
        if (IsWide(geometry, images)) return width == 128 && Simd128.MultipliesByLane ? WideTile.Positions : PixelTile.Positions;
        return IsRowOfEight(geometry, width) ? WideTile.Positions : MicroTile.Positions;
    }

    private static bool IsWide(in DirectGeometry geometry, int images) =>
        geometry.Output.Width >= WideImage
        || (geometry.Kernel.Height == 1 && images * geometry.Output.Height * geometry.Output.Width >= PixelTile.Positions);

    /// <summary>Whether a row of a small image is one tile of eight, which so leaves out all rows of taps that fall on padding.</summary>
    private static bool IsRowOfEight(in DirectGeometry geometry, int width) => width == 512 && geometry.Output.Width == WideTile.Positions;
}
