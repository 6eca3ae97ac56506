using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Mean over a window.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class AveragePoolAttribute(string name) : WindowAttribute(name)
{
    /// <summary>Whether padding counts as zeros; otherwise only pixels inside the image count.</summary>
    public bool CountPadding { get; set; }
}
