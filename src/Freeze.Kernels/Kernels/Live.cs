using ILGPU;

namespace Freeze.Kernels;

/// <summary>
/// The images that are still under way, as every kernel finds them in memory: their number, then the slot of each. The list lives on the device, so
/// that a probe shortens it there and kernels that were queued meanwhile do no work for those who left.
/// </summary>
public static class Live
{
    /// <summary>Images under way; groups of threads beyond them have nothing to do.</summary>
    /// <param name="live">The list, [1 + images].</param>
    public static int Count(ArrayView<int> live) => live[0];

    /// <summary>Slot of the i-th one: its place in every buffer that has room for all images.</summary>
    /// <param name="live">The list.</param>
    /// <param name="image">Position in the list.</param>
    public static int Slot(ArrayView<int> live, int image) => live[1 + image];
}
