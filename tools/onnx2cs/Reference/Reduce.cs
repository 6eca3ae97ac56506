using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Reductions over axes.</summary>
internal static class Reduce
{
    public static OnnxTensor Mean(Arguments a) => Run(a, 0, (sum, x) => sum + x, (sum, count) => sum / count);

    public static OnnxTensor Sum(Arguments a) => Run(a, 0, (sum, x) => sum + x, (sum, _) => sum);

    public static OnnxTensor SumSquare(Arguments a) => Run(a, 0, (sum, x) => sum + (x * x), (sum, _) => sum);

    public static OnnxTensor L2(Arguments a) => Run(a, 0, (sum, x) => sum + (x * x), (sum, _) => Math.Sqrt(sum));

    public static OnnxTensor Max(Arguments a) => Run(a, double.NegativeInfinity, Math.Max, (most, _) => most);

    public static OnnxTensor Min(Arguments a) => Run(a, double.PositiveInfinity, Math.Min, (least, _) => least);

    /// <summary>The axes that go; all when none is named.</summary>
    public static HashSet<int> Axes(Arguments a, int rank)
    {
        var axes = a.Integers("axes", 1);
        if (axes is null or { Length: 0 })
            return a.Node.Integer("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
        return [.. axes.Select(axis => Arguments.Axis(axis, rank))];
    }

    private static OnnxTensor Run(Arguments a, double start, Func<double, double, double> fold, Func<double, double, double> finish)
    {
        var x = a[0];
        var axes = Axes(a, x.Rank);
        var kept = x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length).ToArray();
        var folded = new OnnxTensor(kept, x.Type);
        Array.Fill(folded.Values, start);
        for (var i = 0; i < x.Values.Length; i++)
        {
            var (rest, target, stride) = (i, 0, 1);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                if (!axes.Contains(axis)) target += rest % x.Shape[axis] * stride;
                stride *= kept[axis];
                rest /= x.Shape[axis];
            }
            folded.Values[target] = fold(folded.Values[target], x.Values[i]);
        }
        var count = (double)x.Values.Length / Math.Max(1, folded.Values.Length);
        var y = folded.Map(value => finish(value, count));
        return a.Node.Integer("keepdims", 1) != 0 ? y : y.Reshape([.. x.Shape.Where((_, axis) => !axes.Contains(axis))]);
    }
}
