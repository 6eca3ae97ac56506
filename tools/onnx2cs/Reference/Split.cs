using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Split
{
    public static OnnxTensor[] Run(Arguments a)
    {
        var x = a[0];
        var (axis, lengths) = Parts(a, x.Shape);
        var outer = OnnxTensor.Count(x.Shape.AsSpan(0, axis));
        var inner = OnnxTensor.Count(x.Shape.AsSpan(axis + 1));
        var parts = new OnnxTensor[lengths.Length];
        var start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            int[] shape = [.. x.Shape[..axis], lengths[i], .. x.Shape[(axis + 1)..]];
            parts[i] = new(shape, x.Type);
            var run = lengths[i] * inner;
            for (var row = 0; row < outer; row++)
                x.Values.AsSpan(((row * x.Shape[axis]) + start) * inner, run).CopyTo(parts[i].Values.AsSpan(row * run));
            start += lengths[i];
        }
        return parts;
    }

    /// <summary>The axis, and the length of each part; equal ones, the last perhaps shorter, where the node names none.</summary>
    public static (int Axis, int[] Lengths) Parts(Arguments a, int[] shape)
    {
        var axis = Arguments.Axis(a.Node.Integer("axis", 0), shape.Length);
        var count = a.Node.Outputs.Length;
        var stated = a.Integers("split", 1)?.Select(length => OnnxNode.Whole(length, "split")).ToArray();
        if (stated is null)
        {
            var each = (shape[axis] + count - 1) / count;
            stated = [.. Enumerable.Range(0, count).Select(i => Math.Clamp(shape[axis] - (i * each), 0, each))];
        }
        if (stated.Length != count || stated.Any(length => length < 0) || stated.Sum() != shape[axis])
            throw new ConversionException($"parts of {string.Join(", ", stated)} do not make up {shape[axis]} in {count} outputs");
        return (axis, stated);
    }
}
