using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>What operators on whole numbers with scales and zero points share.</summary>
internal static class Quantised
{
    /// <summary>A tensor less its zero point: one for all, or one for each element of an axis. Without one it is zero.</summary>
    public static OnnxTensor Centred(OnnxTensor x, OnnxTensor? zero, int axis) =>
        zero is null ? x.As(ElementType.Int32)
            : Broadcasting.Apply(x, Along(zero, x.Rank, axis), (value, z) => value - z, ElementType.Int32);

    /// <summary>Sums of products as the 32-bit integers that they are.</summary>
    public static OnnxTensor Whole32(OnnxTensor sums) => sums.Map(sum => Whole.Wrap(ElementType.Int32, sum)).As(ElementType.Int32);

    /// <summary>
    /// Sums in steps of two scales, the second perhaps one for each element of an axis, become the result's own steps. Factor and product
    /// are those of floats, as every implementation computes them: at a half the last bit decides.
    /// </summary>
    public static OnnxTensor Rescale(OnnxTensor sums, OnnxTensor left, OnnxTensor right, int axis, OnnxTensor scale, OnnxTensor? zero)
    {
        var (type, shift) = (zero?.Type ?? ElementType.UInt8, zero?.Values.Single() ?? 0);
        var factors = Broadcasting.Apply(Along(left, sums.Rank, axis), Along(right, sums.Rank, axis),
            (l, r) => (float)l * (float)r / (float)scale.Values.Single());
        return Broadcasting.Apply(sums, factors,
            (sum, factor) => Whole.Saturate(type, Math.Round((double)((float)sum * (float)factor)) + shift), type);
    }

    /// <summary>Whole numbers as the numbers that they stand for.</summary>
    public static OnnxTensor Real(OnnxTensor x, OnnxTensor scale, OnnxTensor? zero) =>
        Quantisation.Dequantize(x, scale, zero ?? new OnnxTensor([], x.Type));

    /// <summary>Numbers as the whole numbers that stand for them.</summary>
    public static OnnxTensor Step(OnnxTensor x, OnnxTensor scale, OnnxTensor? zero, ElementType type) =>
        Quantisation.Quantize(x, scale, zero ?? new OnnxTensor([], type), type);

    /// <summary>One number for all, or a row of them in a shape that broadcasts along an axis.</summary>
    public static OnnxTensor Along(OnnxTensor parameter, int rank, int axis)
    {
        if (parameter.Values.Length == 1) return parameter.Reshape([]);
        if (parameter.Rank != 1) return parameter;
        int[] shape = [.. Enumerable.Repeat(1, rank)];
        shape[axis] = parameter.Values.Length;
        return parameter.Reshape(shape);
    }
}
