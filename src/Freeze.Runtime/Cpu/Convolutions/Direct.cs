using Freeze.Cpu.Convolutions.SmallImage;
using Freeze.Cpu.Convolutions.Tiles;
using Freeze.Cpu.Simd;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions;

/// <summary>Runs direct convolutions with the tile that suits them.</summary>
internal static class Direct
{
    /// <summary>
    /// Images at least this wide take six pixels at a time, or eight where there are registers for them: few of their tiles straddle two rows, and
    /// such a tile leaves out only the rows of taps that neither needs.
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
        if (InstructionSet.Has512 && width == 512)
        {
            if (SmallImageConvolution<KernelRowStride1>.Fits(geometry))
            {
                new SmallImageConvolution<KernelRowStride1>(geometry, layer, operands).Run(workers, alone);
                return;
            }

            if (SmallImageConvolution<KernelRowStride2>.Fits(geometry))
            {
                new SmallImageConvolution<KernelRowStride2>(geometry, layer, operands).Run(workers, alone);
                return;
            }

            if (RowTile.Fits(geometry))
            {
                new DirectConvolution<RowTile>(geometry, layer, operands, width, threads).Run(workers, alone);
                return;
            }
        }

        switch (Positions(geometry, operands.Batch.Count, width))
        {
            case WideTile.Positions: new DirectConvolution<WideTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
            case PixelTile.Positions: new DirectConvolution<PixelTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
            default: new DirectConvolution<MicroTile>(geometry, layer, operands, width, threads).Run(workers, alone); break;
        }
    }

    private static int Positions(in DirectGeometry geometry, int images, int width)
    {
        var hasRoomForEight = Registers(width) > 16;
        if (IsWide(geometry, images)) return hasRoomForEight ? WideTile.Positions : PixelTile.Positions;

        // A row of eight pixels as one tile leaves out all rows of taps that fall on padding.
        return hasRoomForEight && geometry.Output.Width == WideTile.Positions ? WideTile.Positions : MicroTile.Positions;
    }

    private static int Registers(int width) => width switch
    {
        512 => Simd512.Registers,
        256 => Simd256.Registers,
        _ => Simd128.Registers,
    };

    private static bool IsWide(in DirectGeometry geometry, int images) =>
        geometry.Output.Width >= WideImage
        || (geometry.Kernel.Height == 1 && images * geometry.Output.Height * geometry.Output.Width >= PixelTile.Positions);
}
