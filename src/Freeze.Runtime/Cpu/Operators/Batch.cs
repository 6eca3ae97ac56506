namespace Freeze.Cpu.Operators;

/// <summary>
/// The images that are still under way. Each has an arena of its own, one after the other; those that left are skipped by dropping their
/// number from <see cref="Slots"/>, so compaction moves no data.
/// </summary>
internal readonly unsafe struct Batch(float* arena, nint stride, int* slots, int count)
{
    /// <summary>Start of the first image's arena.</summary>
    public float* Arena { get; } = arena;

    /// <summary>Floats from one image's arena to the next.</summary>
    public nint Stride { get; } = stride;

    /// <summary>Arena of each live image.</summary>
    public int* Slots { get; } = slots;

    /// <summary>Live images.</summary>
    public int Count { get; } = count;

    /// <summary>A buffer of the i-th live image.</summary>
    public float* At(int image, int buffer) => Arena + Slots[image] * Stride + buffer;
}
