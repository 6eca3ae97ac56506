using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Concat
{
    public static OnnxTensor Run(Arguments a)
    {
        var parts = Enumerable.Range(0, a.Count).Select(i => a[i]).ToArray();
        var axis = Arguments.Axis(a.Node.Integer("axis", 1), parts[0].Rank);
        foreach (var part in parts)
        {
            if (part.Rank != parts[0].Rank || part.Shape.Where((length, i) => i != axis && length != parts[0].Shape[i]).Any())
                throw new ConversionException($"shapes {OnnxTensor.Describe(parts[0].Shape)} and {OnnxTensor.Describe(part.Shape)} cannot be joined");
        }
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var y = new OnnxTensor(shape, parts[0].Type);
        var rows = OnnxTensor.Count(shape.AsSpan(0, axis));
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            foreach (var part in parts)
            {
                var length = part.Values.Length / rows;
                part.Values.AsSpan(row * length, length).CopyTo(y.Values.AsSpan(at));
                at += length;
            }
        }
        return y;
    }
}
