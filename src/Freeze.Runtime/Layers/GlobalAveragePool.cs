namespace Freeze.Layers;

/// <summary>Mean over height and width.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record GlobalAveragePool(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output);
