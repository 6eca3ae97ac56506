using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The p-norm of each window.</summary>
internal static class LpPool
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, p) = (a[0].Values, a.Node.Integer("p", 2));
        return Pool.Run(a, view => Math.Pow(view.Inside.Sum(i => Math.Pow(Math.Abs(x[i]), p)), 1.0 / p));
    }

    /// <summary>The norm of each plane.</summary>
    public static OnnxTensor Global(Arguments a)
    {
        var p = a.Node.Integer("p", 2);
        return Reduce.Over(a.AtLeast(0, 3), [.. Enumerable.Range(2, a[0].Rank - 2)], 0,
            (sum, x) => sum + Math.Pow(Math.Abs(x), p), (sum, _) => Math.Pow(sum, 1.0 / p));
    }
}
