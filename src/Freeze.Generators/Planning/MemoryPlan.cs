namespace Freeze.Generators;

/// <summary>Where each tensor lies in the arena of one image, in floats.</summary>
public sealed class MemoryPlan
{
    internal MemoryPlan(IReadOnlyList<long> offsets, long arena, long peak)
    {
        (Offsets, Arena, Peak) = (offsets, arena, peak);
    }

    /// <summary>Offset of each layer's output; the image lies at 0.</summary>
    public IReadOnlyList<long> Offsets { get; }

    /// <summary>Floats that one image needs.</summary>
    public long Arena { get; }

    /// <summary>The most floats that are alive at once: no plan can need less.</summary>
    public long Peak { get; }
}
