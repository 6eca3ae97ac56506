using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Brings the channels of each pixel to mean 0 and deviation 1, then scales and shifts each channel.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class LayerNormAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; set; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
