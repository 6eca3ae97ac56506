namespace Freeze.Layers;

/// <summary>
/// Rows and columns picked from the input. Each row and column of the result has a place in the input, in pixels from 0; between two pixels it is mixed
/// from both, in proportion to their nearness.
/// </summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Resample(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <inheritdoc/>
    public override long Macs => 3L * Output.Channels * Output.Height * Output.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors => [("rows", [Output.Height]), ("columns", [Output.Width])];
}
