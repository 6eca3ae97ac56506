using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Selections that depend on values: the places of what is not zero, and the slices that a condition keeps.</summary>
internal static class Selecting
{
    /// <summary>Coordinates of the elements that are not zero, an axis a row.</summary>
    public static OnnxTensor NonZero(Arguments a)
    {
        var x = a[0];
        var places = Enumerable.Range(0, x.Values.Length).Where(i => x.Values[i] != 0).Select(i => Indices.Of(i, x.Shape)).ToArray();
        var y = new OnnxTensor([x.Rank, places.Length], ElementType.Int64);
        for (var i = 0; i < y.Values.Length; i++) y.Values[i] = places[i % places.Length][i / places.Length];
        return y;
    }

    /// <summary>Slices along an axis, or elements of the flat tensor where none is named, for which the condition holds.</summary>
    public static OnnxTensor Compress(Arguments a)
    {
        var x = a.Node.Has("axis") ? a[0] : a[0].Reshape([a[0].Values.Length]);
        var axis = Arguments.Axis(a.Node.Integer("axis", 0), x.Rank);
        int[] kept = [.. Enumerable.Range(0, a[1].Values.Length).Where(i => a[1].Values[i] != 0)];
        return Gather.Run(x, OnnxTensor.FromIntegers(kept.Select(i => (long)i)), axis);
    }

    /// <summary>The upper or lower triangle of matrices; zero elsewhere.</summary>
    public static OnnxTensor Trilu(Arguments a)
    {
        var x = a[0];
        if (x.Rank < 2) throw new ConversionException("the input is no matrix");
        var (upper, diagonal) = (a.Node.Integer("upper", 1) != 0, (long)(a.Scalar("k", 1) ?? 0));
        var (rows, columns) = (x.Shape[^2], x.Shape[^1]);
        var y = new OnnxTensor(x.Shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var beyond = (i % columns) - (i / columns % rows) - diagonal;
            if (upper ? beyond >= 0 : beyond <= 0) y.Values[i] = x.Values[i];
        }
        return y;
    }
}
