using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>An activation that could not be fused into the layer before it.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class ActivateAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }

    /// <summary>First parameter of the function, where it has one: a slope, a lower bound, an exponent.</summary>
    public float Alpha { get; set; }

    /// <summary>Second parameter of the function, where it has one: an upper bound.</summary>
    public float Beta { get; set; }
}
