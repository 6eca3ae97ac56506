using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Over the root of the mean square of the axes from one on, times a scale.</summary>
internal static class RmsNormalization
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        HashSet<int> axes = [.. Enumerable.Range(0, x.Rank).Skip(Arguments.Axis(a.Node.Integer("axis", -1), x.Rank))];
        var epsilon = a.Node.Float("epsilon", 1e-5f);
        var root = Reduce.Over(x, axes, 0, (sum, value) => sum + (value * value), (sum, count) => Math.Sqrt((sum / count) + epsilon));
        return Broadcasting.Apply(Broadcasting.Apply(x, root, (value, r) => value / r), a[1], (value, scale) => value * scale);
    }
}
