namespace Freeze.Layers;

/// <summary>Joins tensors of one height and width along the channels.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Inputs">Shapes of the inputs.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Concat(string Name, Shape[] Inputs, Shape Output) : Layer(Name, Inputs[0], Output)
{
    /// <inheritdoc/>
    public override string Describe() => $"Concat {string.Join(" + ", Inputs)} -> {Output}";
}
