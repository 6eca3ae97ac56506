using Freeze.Cpu.Convolutions.Winograd.Halfway;
using Freeze.Cpu.Convolutions.Winograd.Rows;
using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>How kernels lie whose weights a Winograd convolution transforms, when they are packed or when it uses them, in floats.</summary>
/// <param name="Values">Values of a kernel: nine or sixteen taps, or twelve to eighteen points.</param>
/// <param name="Tap">From one value of a kernel's row to the next.</param>
/// <param name="Row">From one row of a kernel to the next.</param>
/// <param name="InputBlock">From one block of input channels to the next.</param>
internal readonly record struct KernelLayout(int Values, nint Tap, nint Row, nint InputBlock)
{
    /// <summary>One value of all kernels from a block of input channels to a block of output channels.</summary>
    public const int BlockPair = Shape.Block * Shape.Block;

    /// <summary>As the direct form packs them.</summary>
    public static KernelLayout Direct => new(9, BlockPair, 3 * BlockPair, 9 * BlockPair);

    /// <summary>Whether rows are transformed already, for F(2,3).</summary>
    public bool HasRowsOfF2 { get; private init; }

    /// <summary>Whether columns are transformed already, for F(2,3).</summary>
    public bool HasColumnsOfF2 { get; private init; }

    /// <summary>Whether columns are transformed already, for F(4,3).</summary>
    public bool HasColumnsOfF4 { get; private init; }

    /// <summary>As F(2x2, 3x3) packs them.</summary>
    public static KernelLayout OfF2(Shape input)
    {
        nint point = input.Blocks * BlockPair;
        return new(WinogradF2.Points * WinogradF2.Points, point, WinogradF2.Points * point, BlockPair) { HasRowsOfF2 = true, HasColumnsOfF2 = true };
    }

    /// <summary>As F(2x2, 3x3) with stride 2 packs them: among its sixteen weights are the nine taps.</summary>
    public static KernelLayout OfF2Stride2(Shape input)
    {
        nint weight = input.Blocks * BlockPair;
        return new(WinogradF2Stride2.Weights * WinogradF2Stride2.Weights, weight, WinogradF2Stride2.Weights * weight, BlockPair);
    }

    /// <summary>As F(4x4, 3x3) packs them halfway.</summary>
    public static KernelLayout OfHalfway(in HalfwayGeometry geometry) =>
        new(HalfwayGeometry.Points * HalfwayGeometry.Taps, BlockPair, geometry.PointFloats, HalfwayGeometry.BlockWeights) { HasColumnsOfF4 = true };

    /// <summary>As F(2,3) along rows packs them.</summary>
    public static KernelLayout OfRows(RowGeometry geometry) =>
        new(RowGeometry.KernelRows * RowGeometry.Points, geometry.PointFloats, BlockPair, RowGeometry.KernelRows * BlockPair) { HasRowsOfF2 = true };

    /// <summary>One input block of kernels that were taken apart by phase.</summary>
    public static KernelLayout OfPhases(int taps, int channels) => new(taps * taps, channels * Shape.Block, taps * channels * Shape.Block, InputBlock: 0);

    /// <summary>From one block of output channels to the next.</summary>
    public int OutputBlock(Shape input) => Values * input.Blocks * BlockPair;
}
