namespace Freeze.Generators.Specs;

/// <summary>One layer. Properties that its kind does not have keep their defaults.</summary>
/// <param name="Kind">Which operator.</param>
/// <param name="Name">Name of the layer and of the edge that it makes.</param>
/// <param name="From">The edges that it reads; one, but for Add and Multiply (two) and Concat.</param>
public sealed record LayerSpec(LayerKind Kind, string Name, EquatableArray<string> From)
{
    /// <summary>Output channels of a Conv2D or Rearrange, outputs of a Dense; 0 elsewhere.</summary>
    public int Channels { get; init; }

    /// <summary>Height and width of the window.</summary>
    public Extent Kernel { get; init; } = new(1, 1);

    /// <summary>Step of the window.</summary>
    public Extent Stride { get; init; } = new(1, 1);

    /// <summary>Distance of the window's taps.</summary>
    public Extent Dilation { get; init; } = new(1, 1);

    /// <summary>Rows and columns of padding before the first.</summary>
    public Extent PadBegin { get; init; } = new(0, 0);

    /// <summary>Rows and columns of padding after the last.</summary>
    public Extent PadEnd { get; init; } = new(0, 0);

    /// <summary>Groups of a Conv2D.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Applied to the result.</summary>
    public ActivationKind Activation { get; init; }

    /// <summary>Edge that a Conv2D adds before its activation; null for none.</summary>
    public string? Add { get; init; }

    /// <summary>Whether an AveragePool counts padding as zeros.</summary>
    public bool CountPadding { get; init; }

    /// <summary>First parameter of an Activation.</summary>
    public float Alpha { get; init; }

    /// <summary>Second parameter of an Activation.</summary>
    public float Beta { get; init; }

    /// <summary>What a LayerNorm adds to the variance.</summary>
    public float Epsilon { get; init; }

    /// <summary>Height and width of what a Resample or Rearrange makes.</summary>
    public Extent Size { get; init; }

    /// <summary>
    /// Lengths of the 1 to 8 axes of a Rearrange's view, the outermost first; their product is Channels * Size.Height * Size.Width.
    /// Element number i of the output, in the order of channels, rows and columns, is element number Offset + sum over axes of index *
    /// stride of the input, in the same order; the indices are those of i in an array of these lengths. PyTorch's as_strided means the
    /// same.
    /// </summary>
    public EquatableArray<int> Lengths { get; init; }

    /// <summary>
    /// Elements of the input from one index of each axis to the next, one for each length; 0 repeats, a negative one goes backwards.
    /// </summary>
    public EquatableArray<int> Strides { get; init; }

    /// <summary>Element of the input at which a Rearrange's view begins.</summary>
    public int Offset { get; init; }

    /// <summary>Whether a ScaleShift has a scale and a shift for each element, [C,H,W], rather than for each channel, [C].</summary>
    public bool PerElement { get; init; }

    /// <summary>Name of the ONNX node that it comes from, for comments; null when unknown.</summary>
    public string? Onnx { get; init; }
}

/// <summary>A height and a width.</summary>
public readonly record struct Extent(int Height, int Width);
