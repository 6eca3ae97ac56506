using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>How weights lie in the file that a Winograd convolution transforms when it uses them, in floats.</summary>
/// <param name="Values">Values of a kernel: nine taps, or twelve or sixteen points.</param>
/// <param name="Tap">From one value of a kernel's row to the next.</param>
/// <param name="Row">From one row of a kernel to the next.</param>
/// <param name="InputBlock">From one block of input channels to the next.</param>
internal readonly record struct LateSource(int Values, nint Tap, nint Row, nint InputBlock)
{
    private const int BlockPair = Shape.Block * Shape.Block;

    /// <summary>As the direct form packs them.</summary>
    public static LateSource Direct => new(9, BlockPair, 3 * BlockPair, 9 * BlockPair);

    /// <summary>Whether rows are transformed already, for F(2,3).</summary>
    public bool HasRowsOfF2 => Tap > BlockPair;

    /// <summary>Whether columns are so as well.</summary>
    public bool IsF2 => Values == WinogradF2.Points * WinogradF2.Points;

    /// <summary>As F(2x2, 3x3) packs them.</summary>
    public static LateSource OfF2(Shape input)
    {
        nint point = input.Blocks * BlockPair;
        return new(WinogradF2.Points * WinogradF2.Points, point, WinogradF2.Points * point, BlockPair);
    }

    /// <summary>As F(2,3) along rows packs them.</summary>
    public static LateSource OfRows(RowGeometry geometry) =>
        new(RowGeometry.KernelRows * RowGeometry.Points, geometry.PointFloats, BlockPair, RowGeometry.KernelRows * BlockPair);

    /// <summary>From one block of output channels to the next.</summary>
    public int OutputBlock(Shape input) => Values * input.Blocks * BlockPair;
}
