using System.Globalization;

namespace Freeze.Layers;

/// <summary>Brings the channels of each pixel to mean 0 and deviation 1, then scales and shifts each channel.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record LayerNorm(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }

    /// <inheritdoc/>
    public override long Macs => 3L * Input.Channels * Input.Height * Input.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors => [("scale", [Input.Channels]), ("shift", [Input.Channels])];

    /// <inheritdoc/>
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"{base.Describe()}, epsilon {Epsilon:R}");
}
