namespace Freeze.Layers;

/// <summary>Fully connected layer with bias over the input in channel, row, column order.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output: outputs x 1 x 1.</param>
public sealed record Dense(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    // There is no DenseOperator: on the CPU a dense layer is a convolution whose kernel covers its whole input and whose output is one pixel.
    // DirectGeometry, in Cpu/Convolutions, has a constructor for it.

    /// <summary>Values that each output reads.</summary>
    public int Inputs => Input.Channels * Input.Height * Input.Width;

    /// <inheritdoc/>
    public override long Macs => (long)Inputs * Output.Channels;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors => [("weight", [Output.Channels, Inputs]), ("bias", [Output.Channels])];
}
