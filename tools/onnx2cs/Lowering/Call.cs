using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>A node to lower, with what its inputs are.</summary>
internal sealed class Call(OnnxNode node, Value?[] inputs)
{
    // Definitions have the same limit.
    private const int Largest = 1 << 16;

    private readonly List<Op> _made = [];

    public OnnxNode Node => node;

    public int Count => inputs.Length;

    /// <summary>The operators that the node was lowered to, in order.</summary>
    public IReadOnlyList<Op> Made => _made;

    /// <summary>The constants among the inputs.</summary>
    public Arguments Constants { get; } = new(node, [.. inputs.Select(input => input?.Constant)]);

    public Value this[int index] =>
        index < inputs.Length && inputs[index] is { } value ? value : throw new ConversionException($"lacks input {index}");

    /// <summary>All inputs of an operator for which their order does not matter: results first, so that constants meet one.</summary>
    public Value[] ResultsFirst() => [.. Enumerable.Range(0, Count).Select(index => this[index]).OrderBy(value => value.Op is null)];

    /// <summary>An operator's result, under any view.</summary>
    public Value Edge(int index) =>
        this[index].Op is not null ? this[index]
            : throw new ConversionException($"has a constant as input {index}, which is not supported");

    /// <summary>An operator's result as an image.</summary>
    public Op Image(int index)
    {
        var value = Edge(index);
        return value.IsImage ? value.Op!
            : throw new ConversionException($"reads a tensor of shape {OnnxTensor.Describe(value.Shape)}"
                + $"{(value.ChannelsLast ? " with channels last" : "")}; only images [1,C,H,W] as they were computed are supported");
    }

    /// <summary>Refuses inputs from <paramref name="first"/> on that depend on the image.</summary>
    public void RequireConstants(int first)
    {
        for (var i = first; i < inputs.Length; i++)
        {
            if (inputs[i]?.Op is not null) throw new ConversionException($"computes its input {i} from the image, which is not supported");
        }
    }

    public Op New(OpKind kind, Chw shape, params Op[] reads)
    {
        if (shape.C > Largest || shape.H > Largest || shape.W > Largest)
            throw new ConversionException($"makes {shape.C} channels of {shape.H}x{shape.W} pixels; the limit is {Largest} a side");
        var op = new Op(kind, shape, node, reads);
        _made.Add(op);
        return op;
    }

    public Op Activation(Op x, ActivationKind kind, double alpha = 0, double beta = 0)
    {
        var op = New(OpKind.Activation, x.Shape, x);
        (op.Activation, op.Alpha, op.Beta) = (kind, alpha, beta);
        return op;
    }

    /// <summary>One scale and one shift for all channels.</summary>
    public Op Affine(Op x, double scale, double shift) =>
        Affine(x, [.. Enumerable.Repeat(scale, x.Shape.C)], [.. Enumerable.Repeat(shift, x.Shape.C)]);

    /// <summary>A scale and a shift for each channel.</summary>
    public Op Affine(Op x, double[] scale, double[] shift)
    {
        Allowance.Take([x.Shape.C, 2]);
        var op = New(OpKind.ScaleShift, x.Shape, x);
        (op.Weight, op.Bias) = (scale, shift);
        return op;
    }

    /// <summary>A convolution of single pixels.</summary>
    public Op Pointwise(Op x, int channels, double[] weight, double[]? bias = null)
    {
        var op = New(OpKind.Conv2D, x.Shape with { C = channels }, x);
        (op.Weight, op.Bias) = (weight, bias ?? new double[channels]);
        return op;
    }
}
