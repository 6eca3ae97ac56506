using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>A place where a request may leave early.</summary>
/// <param name="at">The layer whose output the probe looks at.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class ProbeAttribute(string at) : Attribute
{
    /// <summary>The layer whose output the probe looks at.</summary>
    public string At { get; } = at;

    /// <summary>What people call the place; the layer's name when absent.</summary>
    public string? Name { get; set; }
}
