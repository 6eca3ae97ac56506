using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>To mean 0 and deviation 1 over some axes; by default over all but the channels.</summary>
internal static class MeanVarianceNormalization
{
    // The specification's own function adds it to the deviation.
    private const double Epsilon = 1e-9;

    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        HashSet<int> axes = [.. (a.Node.Integers("axes") ?? [0, 2, 3]).Select(axis => Arguments.Axis(axis, x.Rank))];
        var mean = Reduce.Over(x, axes, 0, (sum, value) => sum + value, (sum, count) => sum / count);
        var centred = Broadcasting.Apply(x, mean, (value, m) => value - m);
        var deviation = Reduce.Over(centred, axes, 0, (sum, value) => sum + (value * value), (sum, count) => Math.Sqrt(sum / count));
        return Broadcasting.Apply(centred, deviation, (value, d) => value / (d + Epsilon));
    }
}
