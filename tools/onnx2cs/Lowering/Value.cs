using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// What an ONNX value is at batch size 1: a constant, or the result of an operator seen under some shape.
/// Reshapes keep the order of elements, so they change the view alone; so do transpositions that bring the channels last and back.
/// </summary>
/// <param name="Constant">The constant; null for a result.</param>
/// <param name="Op">The operator; null for a constant.</param>
/// <param name="Shape">The shape that the graph sees.</param>
/// <param name="ChannelsLast">Whether the elements are in the order of rows, columns, channels.</param>
internal sealed record Value(OnnxTensor? Constant, Op? Op, int[] Shape, bool ChannelsLast = false)
{
    public static Value Of(OnnxTensor tensor) => new(tensor, null, tensor.Shape);

    public static Value Of(Op op) => new(null, op, [1, op.Shape.C, op.Shape.H, op.Shape.W]);

    /// <summary>Whether the order of channels and pixels makes a difference.</summary>
    public bool IsOrdered => Op is { Shape: { C: > 1 } shape } && shape.H * shape.W > 1;

    /// <summary>Whether the view shows a single pixel many times.</summary>
    public bool IsExpanded => Op is { } op && OnnxTensor.Count(Shape) != op.Shape.Count;

    /// <summary>Whether the view is the image itself.</summary>
    public bool IsImage => Op is { } op && !(ChannelsLast && IsOrdered) && Shape.AsSpan().SequenceEqual([1, op.Shape.C, op.Shape.H, op.Shape.W]);

    /// <summary>Whether the view is the image with its channels last.</summary>
    public bool IsImageChannelsLast =>
        Op is { } op && (ChannelsLast || !IsOrdered) && Shape.AsSpan().SequenceEqual([1, op.Shape.H, op.Shape.W, op.Shape.C]);

    /// <summary>Whether the view is a row of all elements.</summary>
    public bool IsRow => Op is { } op && Shape.AsSpan().SequenceEqual([1, op.Shape.Count]);

    /// <summary>The axis that the channels lie along; -1 where there is none.</summary>
    public int ChannelAxis
    {
        get
        {
            if (IsImage || (IsRow && !IsOrdered)) return 1;
            if (IsImageChannelsLast) return 3;
            var longer = LongAxes();
            var axis = longer.Length == 0 ? -1 : ChannelsLast ? longer[^1] : longer[0];
            return axis >= 0 && Shape[axis] == Op!.Shape.C ? axis : -1;
        }
    }

    /// <summary>The axes that are longer than 1.</summary>
    public int[] LongAxes() => [.. Enumerable.Range(0, Shape.Length).Where(axis => Shape[axis] != 1)];

    /// <summary>The same view of another operator's result, which may have another number of channels.</summary>
    public Value With(Op op)
    {
        if (op.Shape.C == Op!.Shape.C) return this with { Op = op };
        int[] shape = [.. Shape];
        shape[ChannelAxis] = op.Shape.C;
        return this with { Op = op, Shape = shape };
    }
}
