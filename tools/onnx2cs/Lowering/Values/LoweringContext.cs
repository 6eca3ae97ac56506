using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>A node that is being lowered: its attributes, what its inputs are, and the operators that it becomes.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Its inputs; null for one that is left out.</param>
/// <param name="batch">Images that the graph states for a batch; 0 where it does not state a number.</param>
internal sealed class LoweringContext(OnnxNode node, Value?[] inputs, int batch)
{
    private readonly List<Op> _made = [];
    private readonly bool[] _read = new bool[inputs.Length];

    public OnnxNode Node => node;

    /// <summary>Inputs, those left out included.</summary>
    public int Count => inputs.Length;

    public int Batch => batch;

    /// <summary>Whether the graph takes other numbers of images than one.</summary>
    public bool HasBatch => batch != 1;

    /// <summary>The operators that the node was lowered to, in order.</summary>
    public IReadOnlyList<Op> Made => _made;

    public Value this[int index] => Optional(index) ?? throw new ConversionException($"lacks input {index}");

    public Value[] All => [.. Enumerable.Range(0, Count).Select(index => this[index])];

    public bool IsConstant => inputs.All(input => input is null or { Constant: not null });

    public Value? Optional(int index)
    {
        if (index >= inputs.Length) return null;
        _read[index] = true;
        return inputs[index];
    }

    /// <summary>Refuses a node that was lowered without a look at something that it computes with.</summary>
    public void RequireAllRead()
    {
        if (inputs.Where((input, index) => input?.Op is not null && !_read[index]).Any()) throw new ConversionException("has more inputs than it can have");
    }

    /// <summary>An operator's result.</summary>
    public Value Result(int index) => this[index] is { Op: not null } value ? value
        : throw new ConversionException($"has a constant as input {index}, which is not supported");

    public OnnxTensor Constant(int index) => OptionalConstant(index) ?? throw new ConversionException($"lacks input {index}");

    public OnnxTensor? OptionalConstant(int index) => Optional(index) is not { } value ? null
        : value.Constant ?? throw new ConversionException($"computes its input {index} from the image, which is not supported");

    /// <summary>Integers of an attribute, or of the input that took its place in newer operator sets; null when neither is there.</summary>
    public long[]? Integers(string attribute, int input) => node.Integers(attribute) ?? OptionalConstant(input)?.Integers;

    /// <summary>A number of an attribute, or of the input that took its place in newer operator sets; null when neither is there.</summary>
    public double? Number(string attribute, int input) => node.Has(attribute) ? node.Float(attribute, 0)
        : OptionalConstant(input) is not { } tensor ? null
        : tensor.Values is [var number] ? number : throw new ConversionException($"has {tensor.Values.Length} values as {attribute}, where one is needed");

    /// <summary>
    /// Refuses axes over the images of a batch: one image is lowered, but the graph runs on many, and what it computes over all of them would be another.
    /// </summary>
    public void RefuseBatch(Value value, IEnumerable<int> axes)
    {
        if (HasBatch && value.Op is not null && value.Rank > 1 && value.Shape[0] == 1 && axes.Contains(0))
            throw new ConversionException("over the batch is not supported");
    }

    /// <summary>An axis, counted from the end when negative.</summary>
    public static int Axis(long axis, int rank)
    {
        var counted = axis < 0 ? axis + rank : axis;
        return counted >= 0 && counted < rank ? (int)counted : throw new ConversionException($"names axis {axis} of a tensor of {rank} axes");
    }

    /// <summary>The axis that an attribute names.</summary>
    public int Axis(string attribute, long otherwise, int rank) => Axis(node.Integer(attribute, otherwise), rank);

    public Op New(OpKind kind, Chw shape, params Op[] reads)
    {
        if (shape.C < 1 || shape.H < 1 || shape.W < 1) throw new ConversionException("makes a tensor without elements, which is not supported");
        var most = kind == OpKind.Conv2D ? SpecLimits.Size : SpecLimits.Features;
        if (shape.C > most || shape.H > SpecLimits.Size || shape.W > SpecLimits.Size || (long)shape.C * shape.Plane > OnnxTensor.MostElements)
        {
            throw new ConversionException($"makes {shape.C} channels of {shape.H}x{shape.W} pixels; "
                + $"the limits are {most} channels, {SpecLimits.Size} pixels a side and {OnnxTensor.MostElements} in all");
        }

        Allowance.Node();
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

    /// <summary>A scale and a shift for each channel, or for each element.</summary>
    public Op Affine(Op x, double[] scale, double[] shift)
    {
        Allowance.Take([scale.Length, 2]);
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

    /// <summary>
    /// The operator whose channels, rows and columns are the elements of a view, in order: the view's own where it has just these, else a
    /// <see cref="OpKind.Rearrange"/>.
    /// </summary>
    public Op Arrange(Op source, View view, Chw shape)
    {
        if (source.Shape == shape && view.IsWhole(source.Shape.Count)) return source;
        var merged = view.Merged();
        if (merged.Rank > 8) throw new ConversionException("moves elements along more than eight axes, which is not supported");
        var op = New(OpKind.Rearrange, shape, source);
        op.View = merged;
        return op;
    }

    /// <summary>A result as an image [1,C,H,W]; [1,C,L] is an image of one row.</summary>
    public Op Image(int index) => Image(Result(index));

    /// <inheritdoc cref="Image(int)"/>
    public Op Image(Value value)
    {
        if (value.Rank is not (3 or 4) || value.Shape[0] != 1)
            throw new ConversionException($"reads a tensor of shape {OnnxTensor.Describe(value.Shape)}; only images [1,C,H,W] and rows [1,C,L] are supported");
        return Arrange(value.Source, value.View, new(value.Shape[1], value.Rank == 4 ? value.Shape[2] : 1, value.Shape[^1]));
    }

    /// <summary>A result under a view that has each of its elements once: the value itself, or a copy of what it shows.</summary>
    public Value Whole(Value value) => value.View.IsPermutation(value.Source.Shape.Count) ? value
        : Value.Of(Arrange(value.Source, value.View, Fold(value.Shape)), View.Of(value.Shape), value.Type);

    /// <summary>The same elements in the same order under another shape.</summary>
    public Value Reshape(Value value, params int[] shape)
    {
        if (OnnxTensor.Count(shape) != value.View.Count)
            throw new ConversionException($"makes {OnnxTensor.Describe(shape)} of {OnnxTensor.Describe(value.Shape)}, which has another number of elements");
        if (value.Constant is { } constant) return Value.Of(constant.Reshape(shape));
        if (value.View.Reshape(shape) is { } view) return value.Move(_ => view);
        return Value.Of(Arrange(value.Source, value.View, Fold(shape)), View.Of(shape), value.Type);
    }

    /// <summary>How a tensor of some shape lies as an image: [.., a, b, c] with a channels, [.., a, b] with one row, [.., a] as a single pixel.</summary>
    private static Chw Fold(int[] shape)
    {
        var first = Array.FindIndex(shape, length => length != 1);
        var axes = first < 0 ? [] : shape[first..];
        if (shape.Length >= 4 && axes.Length < 3) axes = shape[^3..]; // an image of one channel stays one
        return axes.Length switch
        {
            0 => new(1, 1, 1),
            1 => new(axes[0], 1, 1),
            2 => new(axes[0], 1, axes[1]),
            _ => new(OnnxTensor.Count(axes.AsSpan(0, axes.Length - 2)), axes[^2], axes[^1]),
        };
    }
}
