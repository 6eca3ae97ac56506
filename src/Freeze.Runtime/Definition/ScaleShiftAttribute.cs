using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Multiplies each channel, or each element, by a scale and adds a shift.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class ScaleShiftAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Whether every element has a scale and a shift of its own; otherwise those of a channel share theirs.</summary>
    public bool PerElement { get; set; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
