using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>The largest or smallest elements along an axis and their places; of equal ones the one that stands first comes first.</summary>
internal static class TopK
{
    public static OnnxTensor[] Run(Arguments a)
    {
        var x = a[0];
        var axis = Arguments.Axis(a.Node.Integer("axis", -1), x.Rank);
        var largest = a.Node.Integer("largest", 1) != 0;
        var k = OnnxNode.Whole(a.Node.Has("k") ? a.Node.Integer("k", 0) : a[1].Integers[0], "k");
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        if (k < 0 || k > length) throw new ConversionException($"k = {k} of {length} elements");
        int[] shape = [.. x.Shape];
        shape[axis] = k;
        var (values, places) = (new OnnxTensor(shape, x.Type), new OnnxTensor(shape, ElementType.Int64));
        for (var row = 0; k > 0 && row < x.Values.Length / length; row++)
        {
            var (outer, rest) = (row / inner, row % inner);
            var order = Enumerable.Range(0, length).OrderBy(i => x.Values[At(i, length)] * (largest ? -1 : 1)).Take(k).ToArray();
            for (var i = 0; i < k; i++) (values.Values[At(i, k)], places.Values[At(i, k)]) = (x.Values[At(order[i], length)], order[i]);

            int At(int i, int along) => (((outer * along) + i) * inner) + rest;
        }
        return [values, places];
    }
}
