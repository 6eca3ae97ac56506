using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Operators that make tensors out of nothing.</summary>
internal static class Constants
{
    public static OnnxTensor Constant(Arguments a)
    {
        var node = a.Node;
        if (node.Tensor("value") is { } tensor) return tensor;
        if (node.Sparse("sparse_value") is { } sparse) return sparse;
        if (node.Has("value_float")) return new([], [node.Float("value_float", 0)]);
        if (node.Has("value_int")) return new([], [node.Integer("value_int", 0)], ElementType.Int64);
        if (node.Integers("value_ints") is { } integers) return OnnxTensor.FromIntegers(integers);
        if (node.Floats("value_floats") is { } floats) return new([floats.Length], floats);
        throw new ConversionException($"a constant given as {Quoted.Bare(string.Join(", ", node.Attributes))} is not supported");
    }

    public static OnnxTensor ConstantOfShape(Arguments a)
    {
        var shape = a[0].Integers.Select(length => OnnxNode.Whole(length, "a dimension")).ToArray();
        var value = a.Node.Tensor("value");
        var tensor = new OnnxTensor(shape, value?.Type ?? ElementType.Float);
        Array.Fill(tensor.Values, value?.Values[0] ?? 0);
        return tensor;
    }

    public static OnnxTensor Shape(Arguments a) => Shape(a.Node, a[0].Shape);

    public static OnnxTensor Shape(OnnxNode node, int[] shape)
    {
        var start = Bound(node.Integer("start", 0), shape.Length);
        var end = Bound(node.Integer("end", shape.Length), shape.Length);
        return OnnxTensor.FromIntegers(shape[start..Math.Max(start, end)].Select(length => (long)length));
    }

    private static int Bound(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}
