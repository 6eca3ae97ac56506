using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>To whole numbers of eight bits and back: one scale and zero point for all, or one for each element of an axis.</summary>
internal static class Quantisation
{
    public static OnnxTensor Quantize(Arguments a)
    {
        var (scale, zero) = Parameters(a, a[0].Shape.Length);
        var (least, most) = Range(a);
        var scaled = Broadcasting.Apply(a[0], scale, (x, s) => Math.Round(x / s));
        return Broadcasting.Apply(scaled, zero, (x, z) => Math.Clamp(x + z, least, most)).As(TypeOf(a));
    }

    public static OnnxTensor Dequantize(Arguments a)
    {
        var (scale, zero) = Parameters(a, a[0].Shape.Length);
        return Broadcasting.Apply(Broadcasting.Apply(a[0], zero, (x, z) => x - z), scale, (x, s) => x * s).As(ElementType.Float);
    }

    /// <summary>Scales and zero points in a shape that broadcasts to a tensor of that many axes.</summary>
    public static (OnnxTensor Scale, OnnxTensor Zero) Parameters(Arguments a, int rank)
    {
        if (a.Node.Integer("block_size", 0) != 0) throw new ConversionException("in blocks is not supported");
        var scale = a[1];
        var zero = a.Optional(2) ?? new OnnxTensor(scale.Shape, ElementType.UInt8);
        if (scale.Values.Length != zero.Values.Length) throw new ConversionException("has scales and zero points of different numbers");
        if (scale.Values.Any(value => !(value > 0) || !double.IsFinite(value))) throw new ConversionException("has a scale that is not positive");
        if (scale.Values.Length == 1) return (scale.Reshape([]), zero.Reshape([]));
        int[] shape = [.. Enumerable.Repeat(1, rank)];
        shape[Arguments.Axis(a.Node.Integer("axis", 1), rank)] = scale.Values.Length;
        return (scale.Reshape(shape), zero.Reshape(shape));
    }

    /// <summary>The ends of the quantised type.</summary>
    public static (double Least, double Most) Range(Arguments a) => TypeOf(a) switch
    {
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        var type => throw new ConversionException($"to element type {(int)type} is not supported"),
    };

    private static ElementType TypeOf(Arguments a) => a.Optional(2)?.Type
        ?? (a.Node.Integer("output_dtype", 0) is > 0 and var stated ? (ElementType)stated : ElementType.UInt8);
}
