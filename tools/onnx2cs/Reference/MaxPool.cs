using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class MaxPool
{
    /// <summary>The maxima, and their places in the flat tensor, whose planes may be counted along columns (storage_order).</summary>
    public static OnnxTensor[] Run(Arguments a)
    {
        var x = a[0];
        var y = Pool.Shaped(a, out var axes);
        var places = new OnnxTensor(y.Shape, ElementType.Int64);
        var byColumns = a.Node.Integer("storage_order", 0) != 0 && x.Rank > 3;
        Pool.Walk(x, axes, (i, view) =>
        {
            var best = -1;
            foreach (var place in view.Inside) if (best < 0 || x.Values[place] > x.Values[best]) best = place;
            y.Values[i] = best < 0 ? x.Type.Range()?.Least ?? double.NegativeInfinity : x.Values[best];
            places.Values[i] = byColumns && best >= 0 ? ByColumns(best, x.Shape) : best;
        });
        return [y, places];
    }

    private static int ByColumns(int place, int[] shape)
    {
        var size = OnnxTensor.Count(shape.AsSpan(2));
        var at = Indices.Of(place % size, shape[2..]);
        Array.Reverse(at);
        return (place / size * size) + Indices.Flat(at, [.. shape[2..].Reverse()]);
    }
}
