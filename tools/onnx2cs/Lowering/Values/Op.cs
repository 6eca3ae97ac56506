using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>Kinds of operators while lowering: the closed set, the input, and selections, which become convolutions.</summary>
internal enum OpKind
{
    Input,
    Select,
    Conv2D,
    Dense,
    MaxPool,
    AveragePool,
    GlobalAveragePool,
    ScaleShift,
    Add,
    Activation,
    Concat,
    Softmax,
    Multiply,
    LayerNorm,
    LogSoftmax,
    Resample,
    Rearrange,
}

/// <summary>Channels, height and width.</summary>
internal readonly record struct Chw(int C, int H, int W)
{
    public int Count => C * H * W;

    /// <summary>Elements of a channel.</summary>
    public int Plane => H * W;
}

/// <summary>An operator while lowering; the passes change it in place.</summary>
internal sealed class Op(OpKind kind, Chw shape, OnnxNode? node, params Op[] inputs)
{
    public OpKind Kind { get; set; } = kind;

    public Chw Shape { get; set; } = shape;

    public OnnxNode? Node { get; } = node;

    /// <summary>The nodes whose work it does: its own, and those of operators that were folded into it.</summary>
    public List<OnnxNode> Nodes { get; } = node is null ? [] : [node];

    /// <summary>What it reads; a convolution with two inputs adds the second to its result.</summary>
    public List<Op> Inputs { get; } = [.. inputs];

    /// <summary>Place in the order of the ONNX graph.</summary>
    public int Order { get; set; }

    /// <summary>The layer's name, once given.</summary>
    public string Name { get; set; } = "";

    public Extent Kernel { get; set; } = new(1, 1);

    public Extent Stride { get; set; } = new(1, 1);

    public Extent Dilation { get; set; } = new(1, 1);

    public Extent PadBegin { get; set; }

    public Extent PadEnd { get; set; }

    public int Groups { get; set; } = 1;

    public bool CountPadding { get; set; }

    public ActivationKind Activation { get; set; }

    /// <summary>First parameter of an activation of its own.</summary>
    public double Alpha { get; set; }

    /// <summary>Second parameter of an activation of its own.</summary>
    public double Beta { get; set; }

    /// <summary>What a LayerNorm adds to the variance.</summary>
    public double Epsilon { get; set; }

    /// <summary>Whether it adds two branches of the network, and not parts of one operator that was taken apart.</summary>
    public bool IsJoin { get; set; }

    /// <summary>Weights of a convolution (OIHW) or dense layer; scales of a LayerNorm, or of a ScaleShift by channel or by element.</summary>
    public double[] Weight { get; set; } = [];

    /// <summary>Biases or shifts.</summary>
    public double[] Bias { get; set; } = [];

    /// <summary>Places of a Resample's rows in its input.</summary>
    public double[] Rows { get; set; } = [];

    /// <summary>Places of a Resample's columns in its input.</summary>
    public double[] Columns { get; set; } = [];

    /// <summary>What a selection takes along channels, rows and columns.</summary>
    public Selection[] Selections { get; set; } = [];

    /// <summary>What a selection puts around.</summary>
    public double Fill { get; set; }

    /// <summary>What a Rearrange takes of its input.</summary>
    public View? View { get; set; }

    /// <summary>Whether it is a convolution that already adds a residual.</summary>
    public bool HasResidual => Kind == OpKind.Conv2D && Inputs.Count == 2;

    /// <summary>Whether it is a ScaleShift with parameters for each element.</summary>
    public bool IsPerElement => Kind == OpKind.ScaleShift && Weight.Length > Shape.C;
}
