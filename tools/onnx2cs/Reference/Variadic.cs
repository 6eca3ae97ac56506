using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of any number of tensors.</summary>
internal static class Variadic
{
    public static OnnxTensor Max(Arguments a) => Fold(a, Math.Max);

    public static OnnxTensor Min(Arguments a) => Fold(a, Math.Min);

    public static OnnxTensor Sum(Arguments a) => Fold(a, (x, y) => x + y);

    public static OnnxTensor Mean(Arguments a)
    {
        var count = a.Count;
        return Sum(a).Map(sum => sum / count);
    }

    private static OnnxTensor Fold(Arguments a, Func<double, double, double> function)
    {
        var result = a[0];
        for (var i = 1; i < a.Count; i++) result = Broadcasting.Apply(result, a[i], function);
        return result;
    }
}
