using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class ReduceMean
{
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var axes = Axes(a, x.Rank);
        var kept = x.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length).ToArray();
        var sums = new OnnxTensor(kept, x.Type);
        for (var i = 0; i < x.Values.Length; i++)
        {
            var (rest, target, stride) = (i, 0, 1);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                if (!axes.Contains(axis)) target += rest % x.Shape[axis] * stride;
                stride *= kept[axis];
                rest /= x.Shape[axis];
            }
            sums.Values[target] += x.Values[i];
        }
        var share = (double)x.Values.Length / sums.Values.Length;
        var mean = sums.Map(sum => sum / share);
        return a.Node.Integer("keepdims", 1) != 0 ? mean : mean.Reshape([.. x.Shape.Where((_, axis) => !axes.Contains(axis))]);
    }

    /// <summary>The axes that go; all when none is named.</summary>
    public static HashSet<int> Axes(Arguments a, int rank)
    {
        var axes = a.Integers("axes", 1);
        if (axes is null or { Length: 0 })
            return a.Node.Integer("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
        return [.. axes.Select(axis => Arguments.Axis(axis, rank))];
    }
}
