using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The mean, or the largest element, of each plane; all axes behind the channels keep the length 1.</summary>
internal static class GlobalPool
{
    public static OnnxTensor Average(Arguments a) =>
        Reduce.Over(Planes(a, out var axes), axes, 0, (sum, x) => sum + x, (sum, count) => sum / count);

    public static OnnxTensor Max(Arguments a) =>
        Reduce.Over(Planes(a, out var axes), axes, double.NegativeInfinity, Math.Max, (most, _) => most);

    private static OnnxTensor Planes(Arguments a, out HashSet<int> axes)
    {
        axes = [.. Enumerable.Range(2, a.AtLeast(0, 3).Rank - 2)];
        return a[0];
    }
}
