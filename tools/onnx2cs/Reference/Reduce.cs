using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Reductions over axes.</summary>
internal static class Reduce
{
    public static OnnxTensor Mean(Arguments a) => Run(a, 0, (sum, x) => sum + x, (sum, count) => sum / count);

    public static OnnxTensor Sum(Arguments a) => Run(a, 0, (sum, x) => sum + x, (sum, _) => sum);

    public static OnnxTensor SumSquare(Arguments a) => Run(a, 0, (sum, x) => sum + (x * x), (sum, _) => sum);

    public static OnnxTensor L1(Arguments a) => Run(a, 0, (sum, x) => sum + Math.Abs(x), (sum, _) => sum);

    public static OnnxTensor L2(Arguments a) => Run(a, 0, (sum, x) => sum + (x * x), (sum, _) => Math.Sqrt(sum));

    public static OnnxTensor LogSum(Arguments a) => Run(a, 0, (sum, x) => sum + x, (sum, _) => Math.Log(sum));

    public static OnnxTensor Max(Arguments a) => Run(a, double.NegativeInfinity, Math.Max, (most, _) => most);

    public static OnnxTensor Min(Arguments a) => Run(a, double.PositiveInfinity, Math.Min, (least, _) => least);

    public static OnnxTensor Prod(Arguments a) => Run(a, 1, (product, x) => product * x, (product, _) => product);

    /// <summary>The logarithm of the sum of exponentials, taken from the largest of them on, so that none overflows.</summary>
    public static OnnxTensor LogSumExp(Arguments a)
    {
        var axes = Axes(a, a[0].Rank);
        var most = Over(a[0], axes, double.NegativeInfinity, Math.Max, (value, _) => double.IsFinite(value) ? value : 0);
        var less = Broadcasting.Apply(a[0], most, (x, m) => x - m);
        var sums = Over(less, axes, 0, (sum, x) => sum + Math.Exp(x), (sum, _) => Math.Log(sum));
        return Kept(a, Broadcasting.Apply(sums, most, (sum, m) => sum + m), axes);
    }

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
        var axes = Axes(a, a[0].Rank);
        return Kept(a, Over(a[0], axes, start, fold, finish), axes);
    }

    private static OnnxTensor Kept(Arguments a, OnnxTensor y, HashSet<int> axes) => a.Node.Integer("keepdims", 1) != 0 ? y : Drop(y, axes);

    /// <summary>
    /// Folds the elements along some axes, which keep the length 1; the last function gets the result and the number of elements.
    /// </summary>
    public static OnnxTensor Over(OnnxTensor x, HashSet<int> axes, double start, Func<double, double, double> fold,
        Func<double, double, double> finish)
    {
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
        return x.Type.IsInteger() ? folded.Map(value => Whole.Wrap(x.Type, Math.Truncate(finish(value, count))))
            : folded.Map(value => finish(value, count));
    }

    /// <summary>Without axes whose length is 1.</summary>
    public static OnnxTensor Drop(OnnxTensor y, HashSet<int> axes) => y.Reshape([.. y.Shape.Where((_, axis) => !axes.Contains(axis))]);
}
