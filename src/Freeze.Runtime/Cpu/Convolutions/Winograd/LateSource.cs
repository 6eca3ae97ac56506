using Freeze.Layers;

namespace Freeze.Cpu.Convolutions.Winograd;

/// <summary>How weights lie in the file that a Winograd convolution transforms when it uses them, in floats.</summary>
/// <param name="Values">Values of a kernel: nine taps, or sixteen points.</param>
/// <param name="Tap">From one value of a kernel to the next.</param>
/// <param name="InputBlock">From one block of input channels to the next.</param>
internal readonly record struct LateSource(int Values, nint Tap, nint InputBlock)
{
    private const int BlockPair = Shape.Block * Shape.Block;

    /// <summary>As the direct form packs them.</summary>
    public static LateSource Direct => new(9, BlockPair, 9 * BlockPair);

    /// <summary>As a packed Winograd form packs them.</summary>
    public static LateSource Winograd(Shape input, int values) => new(values, input.Blocks * BlockPair, BlockPair);

    /// <summary>Whether they are transformed already, for F(2,3).</summary>
    public bool IsF2 => Values == WinogradF2.Points * WinogradF2.Points;

    /// <summary>From one block of output channels to the next.</summary>
    public int OutputBlock(Shape input) => Values * input.Blocks * BlockPair;
}
