namespace Freeze.Layers;

/// <summary>An activation of its own.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Activate(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output);
