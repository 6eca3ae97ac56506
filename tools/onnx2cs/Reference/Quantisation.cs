using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// To whole numbers of 4 to 16 bits and back: one scale and zero point for all, one for each element of an axis, or one for each block
/// along it.
/// </summary>
internal static class Quantisation
{
    public static OnnxTensor Quantize(Arguments a)
    {
        var (scale, zero) = Spread(a);
        return Quantize(a[0], scale, zero, TypeOf(a));
    }

    public static OnnxTensor Dequantize(Arguments a)
    {
        var (scale, zero) = Spread(a);
        return Dequantize(a[0], scale, zero).As(a.Node.Integer("output_dtype", 0) is > 0 and var stated ? (ElementType)stated : scale.Type);
    }

    /// <summary>Bytes between the smallest and the largest element, which with zero span the range; scale and zero point follow.</summary>
    public static OnnxTensor[] Dynamic(Arguments a)
    {
        var (scale, zero) = DynamicParameters(a[0]);
        return [Quantize(a[0], scale, zero, ElementType.UInt8), scale, zero];
    }

    /// <summary>Scale and zero point that DynamicQuantizeLinear gives a tensor.</summary>
    public static (OnnxTensor Scale, OnnxTensor Zero) DynamicParameters(OnnxTensor x)
    {
        var least = (float)Math.Min(0, x.Values.DefaultIfEmpty(0).Min());
        var most = (float)Math.Max(0, x.Values.DefaultIfEmpty(0).Max());
        var scale = most == least ? 1 : (most - least) / 255f;
        var zero = Whole.Saturate(ElementType.UInt8, -least / scale);
        return (new([], [scale]), new([], [zero], ElementType.UInt8));
    }

    /// <summary>
    /// round(x / scale) + zero point, a half to the even number, saturated in its type. The quotient is that of floats: at a half its last
    /// bit decides.
    /// </summary>
    public static OnnxTensor Quantize(OnnxTensor x, OnnxTensor scale, OnnxTensor zero, ElementType type)
    {
        var rounded = Broadcasting.Apply(x, scale, (value, s) => Math.Round((double)((float)value / (float)s)));
        return Broadcasting.Apply(rounded, zero, (value, z) => Whole.Saturate(type, value + z), type);
    }

    /// <summary>(x - zero point) scale.</summary>
    public static OnnxTensor Dequantize(OnnxTensor x, OnnxTensor scale, OnnxTensor zero)
    {
        var centred = Broadcasting.Apply(x, zero, (value, z) => value - z, ElementType.Float);
        return Broadcasting.Apply(centred, scale, (value, s) => value * s);
    }

    /// <summary>Scales and zero points in a shape that broadcasts to a tensor of that many axes; not in blocks.</summary>
    public static (OnnxTensor Scale, OnnxTensor Zero) Parameters(Arguments a, int rank)
    {
        if (a.Node.Integer("block_size", 0) != 0) throw new ConversionException("in blocks is not supported");
        var (scale, zero) = Checked(a);
        if (scale.Values.Length == 1) return (scale.Reshape([]), zero.Reshape([]));
        return (AlongAxis(scale, a.Node, rank), AlongAxis(zero, a.Node, rank));
    }

    /// <summary>The ends of the quantised type, which has eight bits.</summary>
    public static (double Least, double Most) Range(Arguments a) => TypeOf(a) switch
    {
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        var type => throw new ConversionException($"to element type {ElementTypes.NameOf((int)type)} is not supported"),
    };

    // Of the node's first input: in blocks each scale is repeated along the axis, the last block perhaps less often.
    private static (OnnxTensor Scale, OnnxTensor Zero) Spread(Arguments a)
    {
        var block = OnnxNode.Whole(a.Node.Integer("block_size", 0), "block_size");
        if (block == 0) return Parameters(a, a[0].Rank);
        var (x, (scale, zero)) = (a[0], Checked(a));
        var axis = Arguments.Axis(a.Node.Integer("axis", 1), x.Rank);
        if (block < 0 || scale.Rank != x.Rank || scale.Shape[axis] != (x.Shape[axis] + block - 1) / block)
            throw new ConversionException(
                $"scales {OnnxTensor.Describe(scale.Shape)} do not fit {OnnxTensor.Describe(x.Shape)} in blocks of {block}");
        var places = OnnxTensor.FromIntegers(Enumerable.Range(0, x.Shape[axis]).Select(i => (long)(i / block)));
        return (Gather.Run(scale, places, axis), Gather.Run(zero, places, axis));
    }

    private static (OnnxTensor Scale, OnnxTensor Zero) Checked(Arguments a)
    {
        var scale = a[1];
        var zero = a.Optional(2) ?? new OnnxTensor(scale.Shape, TypeOf(a));
        if (scale.Values.Length != zero.Values.Length) throw new ConversionException("has scales and zero points of different numbers");
        if (scale.Values.Any(value => !(value > 0) || !double.IsFinite(value))) throw new ConversionException("has a scale that is not positive");
        return (scale, zero);
    }

    private static OnnxTensor AlongAxis(OnnxTensor parameter, OnnxNode node, int rank)
    {
        int[] shape = [.. Enumerable.Repeat(1, rank)];
        shape[Arguments.Axis(node.Integer("axis", 1), rank)] = parameter.Values.Length;
        return parameter.Reshape(shape);
    }

    private static ElementType TypeOf(Arguments a) => a.Optional(2)?.Type
        ?? (a.Node.Integer("output_dtype", 0) is > 0 and var stated ? (ElementType)stated : ElementType.UInt8);
}
