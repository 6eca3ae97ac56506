using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>
/// How a chunk of images lies in scratch memory: transformed input <c>[point][input row][image][tile column][input channels]</c>, then products
/// <c>[point][output row][image][tile column][2 vectors]</c>, then room for a tile at the edge and a row of results. Rows come before
/// images, so that positions that follow each other mostly share the rows of taps that fall on padding.
/// </summary>
internal readonly struct RowsScratch
{
    public RowsScratch(in RowsGeometry geometry, int images)
    {
        Images = Math.Min(images, geometry.ChunkImages);
        Chunks = (images + Images - 1) / Images;
        var positions = (Images * geometry.Columns * geometry.Output.Height + MicroTile.Positions - 1) / MicroTile.Positions * MicroTile.Positions;

        // Positions beyond the last one read what lies there and nobody reads their results.
        InputPoint = (geometry.InputRows * Images * geometry.Columns + MicroTile.Positions) * geometry.InputTile + Shape.Block;
        ProductPoint = positions * 2 * Shape.Block + Shape.Block;
        Products = RowsGeometry.Points * InputPoint;
        Edge = Products + RowsGeometry.Points * ProductPoint;
        Results = Edge + WinogradF2.Inputs * Shape.Block;
        Floats = Results + geometry.Columns * WinogradF2.Outputs * 2 * Shape.Block;
    }

    /// <summary>Images in a chunk; the last one may have fewer.</summary>
    public int Images { get; }

    /// <summary>Chunks of a batch.</summary>
    public int Chunks { get; }

    /// <summary>Transformed input: floats from one point to the next.</summary>
    public int InputPoint { get; }

    /// <summary>Products: floats from one point to the next.</summary>
    public int ProductPoint { get; }

    /// <summary>Where the products start.</summary>
    public int Products { get; }

    /// <summary>Where a tile at the edge of the image is copied to.</summary>
    public int Edge { get; }

    /// <summary>Where a row of results starts.</summary>
    public int Results { get; }

    /// <summary>Floats of scratch memory for one worker.</summary>
    public int Floats { get; }
}
