namespace Freeze.Layers;

/// <summary>Logarithm of the softmax over the channels of a 1x1 tensor.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record LogSoftmax(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output);
