using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of two tensors' elements. Whole numbers wrap round in their type.</summary>
internal static class Arithmetic
{
    public static OnnxTensor Add(Arguments a) => Apply(a, (x, y) => x + y);

    public static OnnxTensor Sub(Arguments a) => Apply(a, (x, y) => x - y);

    public static OnnxTensor Mul(Arguments a) => Apply(a, (x, y) => x * y);

    /// <summary>The result has the type of the base, whatever that of the exponent is.</summary>
    public static OnnxTensor Pow(Arguments a) =>
        a[0].Type.IsInteger() ? Apply(a, (x, y) => Math.Truncate(Math.Pow(x, y))) : Apply(a, Math.Pow);

    public static OnnxTensor Div(Arguments a)
    {
        if (!a[0].Type.IsInteger()) return Apply(a, (x, y) => x / y);
        RequireDivisor(a);
        return Apply(a, (x, y) => Math.Truncate(x / y));
    }

    /// <summary>The remainder has the sign of the divisor, or with fmod that of the dividend.</summary>
    public static OnnxTensor Mod(Arguments a)
    {
        if (a[0].Type.IsInteger()) RequireDivisor(a);
        if (a.Node.Integer("fmod", 0) != 0) return Apply(a, (x, y) => x % y);
        if (!a[0].Type.IsInteger()) throw new ConversionException("of floats without fmod is not defined");
        return Apply(a, (x, y) => x % y is var rest && rest != 0 && rest < 0 != y < 0 ? rest + y : rest);
    }

    /// <summary>Unsigned numbers shifted to the left or to the right.</summary>
    public static OnnxTensor BitShift(Arguments a)
    {
        var left = a.Node.Text("direction", "") switch
        {
            "LEFT" => true,
            "RIGHT" => false,
            var other => throw new ConversionException($"direction {Quoted.Text(other)} is unknown"),
        };
        return Apply(a, (x, y) => left ? x * Math.Pow(2, y) : Math.Floor(x / Math.Pow(2, y)));
    }

    public static OnnxTensor BitwiseAnd(Arguments a) => Apply(a, (x, y) => (long)x & (long)y);

    public static OnnxTensor BitwiseOr(Arguments a) => Apply(a, (x, y) => (long)x | (long)y);

    public static OnnxTensor BitwiseXor(Arguments a) => Apply(a, (x, y) => (long)x ^ (long)y);

    /// <summary>The second operand's shape as it broadcasts: operator set 6 could align it at an axis, where newer ones align the ends.</summary>
    public static int[] Aligned(OnnxNode node, int rank, int[] second)
    {
        if (node.Opset >= 7 || !node.Has("axis")) return second;
        var after = rank - Arguments.Axis(node.Integer("axis", 0), rank) - second.Length;
        return after >= 0 ? [.. second, .. Enumerable.Repeat(1, after)]
            : throw new ConversionException($"an operand {OnnxTensor.Describe(second)} does not fit at axis {node.Integer("axis", 0)}");
    }

    /// <summary>
    /// Applies a function to both operands, each in its own type; the result is of the first one's, or of the one that is stated.
    /// </summary>
    public static OnnxTensor Apply(Arguments a, Func<double, double, double> function, ElementType? type = null)
    {
        var made = type ?? a[0].Type;
        var second = a[1].Reshape(Aligned(a.Node, a[0].Rank, a[1].Shape));
        return Broadcasting.Apply(a[0], second, made.IsInteger() ? (x, y) => Whole.Wrap(made, function(x, y)) : function, made);
    }

    private static void RequireDivisor(Arguments a)
    {
        if (a[1].Values.Contains(0)) throw new ConversionException("it divides whole numbers by zero");
    }
}
