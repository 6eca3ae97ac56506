using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Cast
{
    public static OnnxTensor Run(Arguments a)
    {
        var type = (ElementType)a.Node.Integer("to", 0);
        if (type.Bits() == 0) throw new ConversionException($"element type {ElementTypes.NameOf((int)type)} is not supported");
        Func<double, double> convert = type switch
        {
            ElementType.Bool => x => x != 0 ? 1 : 0,
            ElementType.Float => x => (float)x,
            ElementType.Float16 => x => (double)(Half)x,
            ElementType.Double => x => x,
            _ => Math.Truncate,
        };
        return new(a[0].Shape, Array.ConvertAll(a[0].Values, x => convert(x)), type);
    }
}
