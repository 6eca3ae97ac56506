using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// What an ONNX value is at batch size 1: a constant, or the result of an operator seen under some shape.
/// Reshapes keep the order of elements, so they change the view alone.
/// </summary>
internal sealed record Value(OnnxTensor? Constant, Op? Op, int[] Shape)
{
    public static Value Of(OnnxTensor tensor) => new(tensor, null, tensor.Shape);

    public static Value Of(Op op) => new(null, op, [1, op.Shape.C, op.Shape.H, op.Shape.W]);

    /// <summary>Whether the view is the image itself.</summary>
    public bool IsImage => Op is { } op && Shape.AsSpan().SequenceEqual([1, op.Shape.C, op.Shape.H, op.Shape.W]);

    /// <summary>Whether the view is a row of all elements.</summary>
    public bool IsRow => Op is { } op && Shape.AsSpan().SequenceEqual([1, op.Shape.Count]);

    /// <summary>The same view of another operator's result.</summary>
    public Value With(Op op) => new(null, op, Shape);
}
