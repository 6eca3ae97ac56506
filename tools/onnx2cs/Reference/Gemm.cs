using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Gemm
{
    public static OnnxTensor Run(Arguments a)
    {
        var left = a.Node.Integer("transA", 0) != 0 ? Transpose.Run(a[0], [1, 0]) : a[0];
        var right = a.Node.Integer("transB", 0) != 0 ? Transpose.Run(a[1], [1, 0]) : a[1];
        if (left.Rank != 2 || right.Rank != 2) throw new ConversionException("its operands must be matrices");
        var alpha = a.Node.Float("alpha", 1);
        var product = MatMul.Run(left, right).Map(x => alpha * x);
        if (a.Optional(2) is not { } c) return product;
        var beta = a.Node.Float("beta", 1);
        return Broadcasting.Apply(product, c, (x, y) => x + (beta * y));
    }
}
