namespace Freeze.Layers;

/// <summary>Multiplies each channel by a scale and adds a shift.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record ScaleShift(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <inheritdoc/>
    public override long Macs => (long)Input.Channels * Input.Height * Input.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors => [("scale", [Input.Channels]), ("shift", [Input.Channels])];
}
