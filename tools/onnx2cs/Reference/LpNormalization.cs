using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Over the sum of magnitudes (p = 1) or the root of the sum of squares (p = 2) along an axis; zeros stay zeros.</summary>
internal static class LpNormalization
{
    public static OnnxTensor Run(Arguments a)
    {
        var p = a.Node.Integer("p", 2);
        if (p is not (1 or 2)) throw new ConversionException($"with p = {p} is not defined");
        HashSet<int> axis = [Arguments.Axis(a.Node.Integer("axis", -1), a[0].Rank)];
        var norm = p == 1 ? Reduce.Over(a[0], axis, 0, (sum, x) => sum + Math.Abs(x), (sum, _) => sum)
            : Reduce.Over(a[0], axis, 0, (sum, x) => sum + (x * x), (sum, _) => Math.Sqrt(sum));
        return Broadcasting.Apply(a[0], norm, (x, n) => n == 0 ? 0 : x / n);
    }
}
