using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Gather
{
    public static OnnxTensor Run(Arguments a) => Run(a[0], a[1], Arguments.Axis(a.Node.Integer("axis", 0), a[0].Rank));

    /// <summary>Slices along an axis, which the axes of the indices replace; negative indices count from the end.</summary>
    public static OnnxTensor Run(OnnxTensor x, OnnxTensor indices, int axis)
    {
        var length = x.Shape[axis];
        var inner = OnnxTensor.Count(x.Shape.AsSpan(axis + 1));
        var y = new OnnxTensor([.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]], x.Type) { Texts = x.Texts };
        var picks = indices.Integers.Select(index => Arguments.Axis(index, length)).ToArray();
        var at = 0;
        for (var outer = 0; outer < OnnxTensor.Count(x.Shape.AsSpan(0, axis)); outer++)
        {
            foreach (var pick in picks)
            {
                x.Values.AsSpan(((outer * length) + pick) * inner, inner).CopyTo(y.Values.AsSpan(at));
                at += inner;
            }
        }
        return y;
    }
}
