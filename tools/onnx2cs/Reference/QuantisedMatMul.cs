using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// Products of matrices of whole numbers: a zero point or scale for all, for each row on the left, or for each column on the right.
/// </summary>
internal static class QuantisedMatMul
{
    /// <summary>MatMulInteger: 32-bit sums.</summary>
    public static OnnxTensor Integer(Arguments a) => Product(a[0], a.Optional(2), a[1], a.Optional(3));

    /// <summary>QLinearMatMul: a, its scale and zero point, b with its own, scale and zero point of the result.</summary>
    public static OnnxTensor Linear(Arguments a)
    {
        var sums = Product(a[0], a[2], a[3], a[5]);
        var factors = Broadcasting.Apply(
            Rows(a[1], sums.Rank), Quantised.Along(a[4], sums.Rank, sums.Rank - 1), (l, r) => (float)l * (float)r);
        return Quantised.Rescale(sums, factors, new([], [1]), 0, a[6], a[7]);
    }

    /// <summary>
    /// ONNX Runtime's QGemm: the same with a bias in steps of both scales, and floats where no scale of the result is given.
    /// </summary>
    public static OnnxTensor Gemm(Arguments a)
    {
        var left = a.Node.Integer("transA", 0) != 0 ? Transpose.Run(a[0], [1, 0]) : a[0];
        var right = a.Node.Integer("transB", 0) != 0 ? Transpose.Run(a[3], [1, 0]) : a[3];
        var alpha = a.Node.Float("alpha", 1);
        var sums = Product(left, a.Optional(2), right, a.Optional(5));
        if (a.Optional(6) is { } bias) sums = Broadcasting.Apply(sums, bias, (sum, b) => sum + b);
        var scale = a[1].Map(s => (float)s * (float)alpha);
        if (a.Optional(7) is { } result) return Quantised.Rescale(sums, scale, a[4], 1, result, a.Optional(8));
        var steps = Quantised.Along(a[4], 2, 1);
        return Broadcasting.Apply(sums.As(ElementType.Float), steps, (sum, s) => sum * scale.Values.Single() * s);
    }

    /// <summary>ONNX Runtime's DynamicQuantizeMatMul: floats on the left, which are made bytes, whole numbers on the right.</summary>
    public static OnnxTensor Dynamic(Arguments a)
    {
        var (scale, zero) = Quantisation.DynamicParameters(a[0]);
        var left = Quantisation.Quantize(a[0], scale, zero, ElementType.UInt8);
        return ToFloat(left, a[1], scale, a[2], zero, a.Optional(3), a.Optional(4));
    }

    /// <summary>ONNX Runtime's MatMulIntegerToFloat: a, b, their scales, their zero points, a bias.</summary>
    public static OnnxTensor ToFloat(Arguments a) => ToFloat(a[0], a[1], a[2], a[3], a.Optional(4), a.Optional(5), a.Optional(6));

    private static OnnxTensor ToFloat(
        OnnxTensor left, OnnxTensor right, OnnxTensor leftScale, OnnxTensor rightScale,
        OnnxTensor? leftZero, OnnxTensor? rightZero, OnnxTensor? bias)
    {
        var sums = Product(left, leftZero, right, rightZero).As(ElementType.Float);
        var scaled = Broadcasting.Apply(sums, Rows(leftScale, sums.Rank), (sum, s) => sum * s);
        var y = Broadcasting.Apply(scaled, Quantised.Along(rightScale, sums.Rank, sums.Rank - 1), (sum, s) => sum * s);
        return bias is null ? y : Broadcasting.Apply(y, bias, (value, b) => value + b);
    }

    private static OnnxTensor Product(OnnxTensor a, OnnxTensor? aZero, OnnxTensor b, OnnxTensor? bZero) => Quantised.Whole32(MatMul.Run(
        aZero is null ? a.As(ElementType.Int32) : Broadcasting.Apply(a, Rows(aZero, a.Rank), (x, z) => x - z, ElementType.Int32),
        Quantised.Centred(b, bZero, b.Rank - 1)));

    // A row of parameters on the left belongs to the rows of the matrix.
    private static OnnxTensor Rows(OnnxTensor parameter, int rank) => Quantised.Along(parameter, rank, Math.Max(0, rank - 2));
}
