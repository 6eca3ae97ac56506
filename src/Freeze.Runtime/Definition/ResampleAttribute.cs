using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>
/// Rows and columns picked from the input, or mixed from two neighbours each, at places that the weights state: enlarging, shrinking, padding with
/// what is at the edge.
/// </summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class ResampleAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Rows of the result.</summary>
    public int Height { get; set; }

    /// <summary>Columns of the result.</summary>
    public int Width { get; set; }
}
