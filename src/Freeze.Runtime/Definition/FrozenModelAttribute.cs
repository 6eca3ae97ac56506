using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Marks a partial class, derived from <see cref="FrozenModel"/>, as the definition of a model.</summary>
/// <param name="name">Base name of the model's files: <c>NAME.safetensors</c>, <c>NAME.cpu.safetensors</c>, <c>NAME.cache.safetensors</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class FrozenModelAttribute(string name) : Attribute
{
    /// <summary>Base name of the model's files.</summary>
    public string Name { get; } = name;
}
