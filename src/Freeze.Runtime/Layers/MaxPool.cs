namespace Freeze.Layers;

/// <summary>Maximum over a window; padding never wins.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Output">Shape of the output.</param>
public sealed record MaxPool(string Name, Shape Input, Shape Output) : Layer(Name, Input, Output)
{
    /// <summary>Height and width of the window in pixels.</summary>
    public Extent Kernel { get; init; } = new(1, 1);

    /// <summary>Step of the window in pixels.</summary>
    public Extent Stride { get; init; } = new(1, 1);

    /// <summary>Padding above and to the left; what is needed below and to the right follows from the output's shape.</summary>
    public Extent Pad { get; init; }

    /// <inheritdoc/>
    public override string Describe() =>
        $"MaxPool {Input} -> {Output}, kernel {Kernel.Height}x{Kernel.Width}, stride {Stride.Height}x{Stride.Width}, pad {Pad.Height}x{Pad.Width}";
}
