using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of two tensors' elements.</summary>
internal static class Arithmetic
{
    public static OnnxTensor Add(Arguments a) => Broadcasting.Apply(a[0], Second(a), (x, y) => x + y);

    public static OnnxTensor Sub(Arguments a) => Broadcasting.Apply(a[0], Second(a), (x, y) => x - y);

    public static OnnxTensor Mul(Arguments a) => Broadcasting.Apply(a[0], Second(a), (x, y) => x * y);

    public static OnnxTensor Pow(Arguments a)
    {
        var y = Broadcasting.Apply(a[0], Second(a), Math.Pow);
        return a[0].Type.IsInteger() ? y.Map(Math.Truncate) : y;
    }

    public static OnnxTensor Div(Arguments a)
    {
        if (!a[0].Type.IsInteger()) return Broadcasting.Apply(a[0], Second(a), (x, y) => x / y);
        if (Second(a).Values.Contains(0)) throw new ConversionException("it divides whole numbers by zero");
        return Broadcasting.Apply(a[0], Second(a), (x, y) => Math.Truncate(x / y));
    }

    /// <summary>The second operand's shape as it broadcasts: operator set 6 could align it at an axis, where newer ones align the ends.</summary>
    public static int[] Aligned(OnnxNode node, int rank, int[] second)
    {
        if (node.Opset >= 7 || !node.Has("axis")) return second;
        var after = rank - Arguments.Axis(node.Integer("axis", 0), rank) - second.Length;
        return after >= 0 ? [.. second, .. Enumerable.Repeat(1, after)]
            : throw new ConversionException($"an operand {OnnxTensor.Describe(second)} does not fit at axis {node.Integer("axis", 0)}");
    }

    private static OnnxTensor Second(Arguments a) => a[1].Reshape(Aligned(a.Node, a[0].Rank, a[1].Shape));
}
