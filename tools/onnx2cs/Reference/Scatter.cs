using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Puts updates into a copy of a tensor: element by element along an axis, or slices by rows of indices.</summary>
internal static class Scatter
{
    public static OnnxTensor Elements(Arguments a)
    {
        var (x, indices, updates) = (a[0], a[1], a[2]);
        if (indices.Rank != x.Rank || !indices.Shape.AsSpan().SequenceEqual(updates.Shape))
            throw new ConversionException("its indices and updates do not fit the tensor");
        var axis = Arguments.Axis(a.Node.Integer("axis", 0), x.Rank);
        var (y, combine) = (Copy(x), Combine(a.Node, x.Type));
        for (var i = 0; i < updates.Values.Length; i++)
        {
            var at = Indices.Of(i, indices.Shape);
            at[axis] = Arguments.Axis((long)indices.Values[i], x.Shape[axis]);
            ref var target = ref y.Values[Indices.Flat(at, x.Shape)];
            target = combine(target, updates.Values[i]);
        }
        return y;
    }

    public static OnnxTensor Nd(Arguments a)
    {
        var (x, indices, updates) = (a[0], a[1], a[2]);
        var width = indices.Shape[^1];
        var (slice, rows) = (OnnxTensor.Count(x.Shape.AsSpan(width)), OnnxTensor.Count(indices.Shape.AsSpan(0, indices.Rank - 1)));
        if (updates.Values.Length != rows * slice) throw new ConversionException("its indices and updates do not fit the tensor");
        var (y, combine) = (Copy(x), Combine(a.Node, x.Type));
        for (var row = 0; row < rows; row++)
        {
            var target = Indices.Flat(Indices.Row(indices, row, width, x.Shape, 0), x.Shape) * slice;
            for (var i = 0; i < slice; i++) y.Values[target + i] = combine(y.Values[target + i], updates.Values[(row * slice) + i]);
        }
        return y;
    }

    private static OnnxTensor Copy(OnnxTensor x)
    {
        var y = new OnnxTensor(x.Shape, x.Type);
        x.Values.CopyTo(y.Values, 0);
        return y;
    }

    private static Func<double, double, double> Combine(OnnxNode node, ElementType type) => node.Text("reduction", "none") switch
    {
        "none" => (_, update) => update,
        "add" => (x, update) => Whole.Wrap(type, x + update),
        "mul" => (x, update) => Whole.Wrap(type, x * update),
        "max" => Math.Max,
        "min" => Math.Min,
        var other => throw new ConversionException($"with reduction {Quoted.Text(other)} is unknown"),
    };
}
