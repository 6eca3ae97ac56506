namespace Freeze.Layers;

/// <summary>Sum of two tensors; their halos may differ. A second one of 1x1 pixels is added to every pixel.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the first input.</param>
/// <param name="Other">Shape of the second input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Add(string Name, Shape Input, Shape Other, Shape Output) : Layer(Name, Input, Output);
