using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Names of the classes, in the order of the network's outputs.</summary>
/// <param name="names">One name for each output.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class LabelsAttribute(params string[] names) : Attribute
{
    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
