using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Gemm and MatMul with constant weights to Dense.</summary>
internal static class LowerDense
{
    public static Value Gemm(Call call)
    {
        call.RequireConstants(1);
        var node = call.Node;
        if (node.Integer("transA", 0) != 0) throw new ConversionException("with transA is not supported");
        var weights = call.Constants[1];
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var op = Dense(call, weights, node.Integer("transB", 0) != 0, alpha);
        if (call.Constants.Optional(2) is not { } bias) return Row(op);
        if (!Broadcasting.Shape([1, op.Shape.C], bias.Shape).AsSpan().SequenceEqual([1, op.Shape.C]))
            throw new ConversionException($"has a bias of shape {OnnxTensor.Describe(bias.Shape)} for {op.Shape.C} outputs");
        for (var i = 0; i < op.Bias.Length; i++) op.Bias[i] = beta * bias.Values[bias.Values.Length == 1 ? 0 : i];
        return Row(op);
    }

    public static Value MatMul(Call call)
    {
        call.RequireConstants(1);
        var (x, weights) = (call.Edge(0), call.Constants[1]);
        if (x.IsRow) return Row(Dense(call, weights, transposed: false, factor: 1));
        if (x.ChannelAxis != x.Shape.Length - 1 || weights.Rank != 2 || weights.Shape[0] != x.Op!.Shape.C)
            throw new ConversionException($"of shapes {OnnxTensor.Describe(x.Shape)} and {OnnxTensor.Describe(weights.Shape)} is not supported");
        return x.With(call.Pointwise(x.Op, weights.Shape[1], Transpose.Run(weights, [1, 0]).Values));
    }

    private static Value Row(Op op) => new(null, op, [1, op.Shape.C]);

    private static Op Dense(Call call, OnnxTensor weights, bool transposed, double factor)
    {
        var value = call.Edge(0);
        if (!value.IsRow)
            throw new ConversionException(
                $"reads a tensor of shape {OnnxTensor.Describe(value.Shape)}; only a flattened image [1,K] is supported");
        var x = value.Op!;
        if (weights.Rank != 2 || weights.Shape[transposed ? 1 : 0] != x.Shape.Count)
            throw new ConversionException($"has weights {OnnxTensor.Describe(weights.Shape)} for {x.Shape.Count} inputs");
        var rows = transposed ? weights : Transpose.Run(weights, [1, 0]);
        if (value.ChannelsLast) rows = ChannelsFirst(rows, x.Shape);
        var op = call.New(OpKind.Dense, new(rows.Shape[0], 1, 1), x);
        op.Weight = factor == 1 ? rows.Values : rows.Map(value => factor * value).Values;
        op.Bias = new double[rows.Shape[0]];
        return op;
    }

    // The row was flattened with channels last, while the layer reads channel after channel.
    private static OnnxTensor ChannelsFirst(OnnxTensor rows, Chw shape)
    {
        var images = rows.Reshape([rows.Shape[0], shape.H * shape.W, shape.C]);
        return Transpose.Run(images, [0, 2, 1]).Reshape(rows.Shape);
    }
}
