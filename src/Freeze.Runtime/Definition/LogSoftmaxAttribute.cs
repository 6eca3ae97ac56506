using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Logarithm of the softmax over the channels of a 1x1 tensor.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class LogSoftmaxAttribute(string name) : LayerAttribute(name)
{
    /// <summary>The edge that it reads.</summary>
    public string From { get; set; } = Edge.Image;
}
