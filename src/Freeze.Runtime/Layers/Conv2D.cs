namespace Freeze.Layers;

/// <summary>Convolution with bias, an optional residual and an activation.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record Conv2D(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Height and width of the kernel in taps.</summary>
    public Extent Kernel { get; init; } = new(1, 1);

    /// <summary>Step of the kernel in pixels.</summary>
    public Extent Stride { get; init; } = new(1, 1);

    /// <summary>Padding above and to the left; what is needed below and to the right follows from the output's shape.</summary>
    public Extent Pad { get; init; }

    /// <summary>Distance of the taps in pixels.</summary>
    public Extent Dilation { get; init; } = new(1, 1);

    /// <summary>Groups of channels that do not mix.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether the input is the image, which stays interleaved when it has fewer than 16 channels.</summary>
    public bool FromImage { get; init; }

    /// <summary>Shape of the residual that is added before the activation; null when there is none.</summary>
    public Shape? Add { get; init; }

    /// <inheritdoc/>
    public override long Macs => (long)Output.Channels * Output.Height * Output.Width * (Input.Channels / Groups) * Kernel.Height * Kernel.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Suffix, int[] Shape)> Tensors =>
        [("weight", [Output.Channels, Input.Channels / Groups, Kernel.Height, Kernel.Width]), ("bias", [Output.Channels])];

    /// <inheritdoc/>
    public override string Describe() =>
        $"Conv2D {Input} -> {Output}, kernel {Kernel.Height}x{Kernel.Width}, stride {Stride.Height}x{Stride.Width}, pad {Pad.Height}x{Pad.Width}, "
        + $"dilation {Dilation.Height}x{Dilation.Width}, groups {Groups}{(Add is null ? "" : " + residual")}{(Activation == Activation.None ? "" : " + " + Activation)}";
}
