using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// ArgMax and ArgMin: places of the largest or the smallest elements along an axis; of equal ones the first, unless the last is asked for.
/// </summary>
internal static class ArgMax
{
    public static OnnxTensor Max(Arguments a) => Run(a, (x, best) => x > best);

    public static OnnxTensor Min(Arguments a) => Run(a, (x, best) => x < best);

    private static OnnxTensor Run(Arguments a, Func<double, double, bool> better)
    {
        var x = a[0];
        var axis = Arguments.Axis(a.Node.Integer("axis", 0), x.Rank);
        var last = a.Node.Integer("select_last_index", 0) != 0;
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        if (length == 0) throw new ConversionException("it has no elements to choose from");
        int[] shape = [.. x.Shape];
        shape[axis] = 1;
        var y = new OnnxTensor(shape, ElementType.Int64);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var start = (i / inner * length * inner) + (i % inner);
            var best = 0;
            for (var k = 1; k < length; k++)
            {
                var (value, most) = (x.Values[start + (k * inner)], x.Values[start + (best * inner)]);
                if (better(value, most) || (last && value == most)) best = k;
            }
            y.Values[i] = best;
        }
        return a.Node.Integer("keepdims", 1) != 0 ? y : Reduce.Drop(y, [axis]);
    }
}
