using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Sum of two tensors of one shape, or of one with another of 1x1 pixels.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class AddAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edges that it reads; the second may have 1x1 pixels.</summary>
    public string[] From { get; set; } = [];

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
