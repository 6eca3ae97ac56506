using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>
/// A new axis in which the place that an index names holds the one value, and the others the other; an index outside names none.
/// </summary>
internal static class OneHot
{
    public static OnnxTensor Run(Arguments a)
    {
        var (indices, values) = (a[0], a[2]);
        var depth = OnnxNode.Whole((long)(a.Scalar("depth", 1) ?? 0), "depth");
        if (values.Values.Length != 2) throw new ConversionException($"has {values.Values.Length} values instead of two");
        var axis = Arguments.Axis(a.Node.Integer("axis", -1), indices.Rank + 1);
        var y = new OnnxTensor([.. indices.Shape[..axis], depth, .. indices.Shape[axis..]], values.Type);
        Array.Fill(y.Values, values.Values[0]);
        var inner = OnnxTensor.Count(indices.Shape.AsSpan(axis));
        for (var i = 0; i < indices.Values.Length; i++)
        {
            var index = indices.Values[i] < 0 ? indices.Values[i] + depth : indices.Values[i];
            if (index >= 0 && index < depth) y.Values[(((i / inner * depth) + (int)index) * inner) + (i % inner)] = values.Values[1];
        }
        return y;
    }
}
