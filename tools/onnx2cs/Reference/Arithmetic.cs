using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of two tensors' elements.</summary>
internal static class Arithmetic
{
    public static OnnxTensor Add(Arguments a) => Broadcasting.Apply(a[0], a[1], (x, y) => x + y);

    public static OnnxTensor Sub(Arguments a) => Broadcasting.Apply(a[0], a[1], (x, y) => x - y);

    public static OnnxTensor Mul(Arguments a) => Broadcasting.Apply(a[0], a[1], (x, y) => x * y);

    public static OnnxTensor Pow(Arguments a)
    {
        var y = Broadcasting.Apply(a[0], a[1], Math.Pow);
        return a[0].Type.IsInteger() ? y.Map(Math.Truncate) : y;
    }

    public static OnnxTensor Div(Arguments a)
    {
        if (!a[0].Type.IsInteger()) return Broadcasting.Apply(a[0], a[1], (x, y) => x / y);
        if (a[1].Values.Contains(0)) throw new ConversionException("it divides whole numbers by zero");
        return Broadcasting.Apply(a[0], a[1], (x, y) => Math.Truncate(x / y));
    }
}
