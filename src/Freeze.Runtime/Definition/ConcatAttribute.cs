using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Joins tensors along the channels.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class ConcatAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edges that it reads.</summary>
    public string[] From { get; set; } = [];
}
