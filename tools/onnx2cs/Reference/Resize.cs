using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Resize
{
    /// <summary>One axis after the other: nearest neighbours and linear mixtures are products of what happens along each.</summary>
    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var places = Resizing.Places(a, x.Shape);
        for (var axis = 0; axis < places.Length; axis++) x = Along(x, axis, places[axis]);
        return x;
    }

    private static OnnxTensor Along(OnnxTensor x, int axis, float[] places)
    {
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        int[] shape = [.. x.Shape];
        shape[axis] = places.Length;
        var y = new OnnxTensor(shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (outer, place) = (i / inner / places.Length, places[i / inner % places.Length]);
            var below = (int)place;
            var at = (((outer * length) + below) * inner) + (i % inner);
            var weight = (double)place - below;
            y.Values[i] = weight == 0 ? x.Values[at] : ((1 - weight) * x.Values[at]) + (weight * x.Values[at + inner]);
        }

        return y;
    }
}
