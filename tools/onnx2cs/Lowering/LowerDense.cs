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
        return Row(Dense(call, call.Constants[1], transposed: false, factor: 1));
    }

    private static Value Row(Op op) => new(null, op, [1, op.Shape.C]);

    private static Op Dense(Call call, OnnxTensor weights, bool transposed, double factor)
    {
        var x = call.Row(0);
        if (weights.Rank != 2 || weights.Shape[transposed ? 1 : 0] != x.Shape.Count)
            throw new ConversionException($"has weights {OnnxTensor.Describe(weights.Shape)} for {x.Shape.Count} inputs");
        var rows = transposed ? weights : Transpose.Run(weights, [1, 0]);
        var op = call.New(OpKind.Dense, new(rows.Shape[0], 1, 1), x);
        op.Weight = factor == 1 ? rows.Values : rows.Map(value => factor * value).Values;
        op.Bias = new double[rows.Shape[0]];
        return op;
    }
}
