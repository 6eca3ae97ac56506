using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>What every layer has: a name, which is also the name of the edge that it makes, and where it comes from.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public abstract class LayerAttribute(string name) : Attribute
{
    /// <summary>Name of the layer and of the edge that it makes.</summary>
    public string Name { get; } = name;

    /// <summary>Name of the ONNX node that the layer was made from; shown in comments of the generated code.</summary>
    public string? Onnx { get; set; }
}
