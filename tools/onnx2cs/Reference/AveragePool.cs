using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class AveragePool
{
    /// <summary>
    /// With count_include_pad the divisor counts the padding that the node states, and not what ceil_mode adds behind it.
    /// </summary>
    public static OnnxTensor Run(Arguments a)
    {
        var (countPadding, x) = (a.Node.Integer("count_include_pad", 0) != 0, a[0].Values);
        return Pool.Run(a, view =>
            view.Inside.Count == 0 ? 0 : view.Inside.Sum(i => x[i]) / (countPadding ? view.Padded : view.Inside.Count));
    }
}
