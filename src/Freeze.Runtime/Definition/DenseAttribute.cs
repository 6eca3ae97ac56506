using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Fully connected layer with bias over the input in channel, row, column order.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class DenseAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;

    /// <summary>Number of outputs.</summary>
    public int Outputs { get; set; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; set; }
}
