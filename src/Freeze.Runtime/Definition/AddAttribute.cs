using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Sum of two tensors of one shape.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class AddAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edges that it reads.</summary>
    public string[] From { get; set; } = [];

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
