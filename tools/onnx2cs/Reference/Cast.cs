using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>To another element type: the one that is named, or with CastLike that of the second input.</summary>
internal static class Cast
{
    public static OnnxTensor Run(Arguments a) => To(a[0], (ElementType)a.Node.Integer("to", 0));

    public static OnnxTensor Like(Arguments a) => To(a[0], a[1].Type);

    /// <summary>Fractions are cut off, whole numbers wrap round in a narrower type, floats are rounded to the nearest.</summary>
    public static OnnxTensor To(OnnxTensor x, ElementType type)
    {
        if (type.Bits() == 0) throw new ConversionException($"element type {ElementTypes.NameOf((int)type)} is not supported");
        Func<double, double> convert = type switch
        {
            ElementType.Bool => x => x != 0 ? 1 : 0,
            ElementType.Float => x => (float)x,
            ElementType.Float16 => x => (double)(Half)x,
            ElementType.BFloat16 => ToBFloat16,
            ElementType.Double => x => x,
            _ => x => Whole.Wrap(type, Math.Truncate(x)),
        };
        return x.Map(convert).As(type);
    }

    // The upper half of the float's bits, rounded to the even neighbour.
    private static double ToBFloat16(double x)
    {
        if (double.IsNaN(x)) return x;
        var bits = BitConverter.SingleToUInt32Bits((float)x);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
    }
}
