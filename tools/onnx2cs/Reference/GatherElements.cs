using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Picks elements by an index each, along one axis.</summary>
internal static class GatherElements
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, indices) = (a[0], a[1]);
        if (indices.Rank != x.Rank) throw new ConversionException("its indices have another number of axes");
        var axis = Arguments.Axis(a.Node.Integer("axis", 0), x.Rank);
        var y = new OnnxTensor(indices.Shape, x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var at = Indices.Of(i, indices.Shape);
            at[axis] = Arguments.Axis((long)indices.Values[i], x.Shape[axis]);
            y.Values[i] = x.Values[Indices.Flat(at, x.Shape)];
        }
        return y;
    }
}
