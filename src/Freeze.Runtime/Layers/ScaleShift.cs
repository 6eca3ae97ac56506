namespace Freeze.Layers;

/// <summary>Multiplies each channel, or each element, by a scale and adds a shift.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record ScaleShift(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Whether scale and shift have the shape [C,H,W], a value for each element; otherwise [C], one for each channel.</summary>
    public bool PerElement { get; init; }

    /// <inheritdoc/>
    public override long Macs => (long)Input.Channels * Input.Height * Input.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors => PerElement
        ? [("scale", [Input.Channels, Input.Height, Input.Width]), ("shift", [Input.Channels, Input.Height, Input.Width])]
        : [("scale", [Input.Channels]), ("shift", [Input.Channels])];

    /// <inheritdoc/>
    public override string Describe() => base.Describe() + (PerElement ? ", per element" : "");
}
