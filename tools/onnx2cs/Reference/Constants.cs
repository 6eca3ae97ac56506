using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Operators that make tensors out of shapes and numbers.</summary>
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

    /// <summary>Ones on a diagonal of a matrix that has the shape of the input.</summary>
    public static OnnxTensor EyeLike(Arguments a)
    {
        if (a[0].Rank != 2) throw new ConversionException($"of a tensor {OnnxTensor.Describe(a[0].Shape)}, which is no matrix");
        var diagonal = a.Node.Integer("k", 0);
        var y = new OnnxTensor(a[0].Shape, a.Node.Has("dtype") ? (ElementType)a.Node.Integer("dtype", 0) : a[0].Type);
        var columns = y.Shape[1];
        for (var i = 0; i < y.Values.Length; i++) if ((i % columns) - (i / columns) == diagonal) y.Values[i] = 1;
        return y;
    }

    /// <summary>From a start in equal steps up to a limit, which is left out.</summary>
    public static OnnxTensor Range(Arguments a)
    {
        var (start, limit, step) = (a.Scalar("start", 0)!.Value, a.Scalar("limit", 1)!.Value, a.Scalar("delta", 2)!.Value);
        if (step == 0 || !double.IsFinite((limit - start) / step))
            throw new ConversionException($"from {start} to {limit} in steps of {step}");
        var count = Math.Max(0, Math.Ceiling((limit - start) / step));
        var y = new OnnxTensor([OnnxNode.Whole((long)Math.Min(count, int.MaxValue), "the number of elements")], a[0].Type);
        for (var i = 0; i < y.Values.Length; i++) y.Values[i] = start + (i * step);
        return y;
    }

    public static OnnxTensor Shape(Arguments a) => Shape(a.Node, a[0].Shape);

    public static OnnxTensor Shape(OnnxNode node, int[] shape)
    {
        var start = Bound(node.Integer("start", 0), shape.Length);
        var end = Bound(node.Integer("end", shape.Length), shape.Length);
        return OnnxTensor.FromIntegers(shape[start..Math.Max(start, end)].Select(length => (long)length));
    }

    public static OnnxTensor Size(Arguments a) => new([], [a[0].Values.Length], ElementType.Int64);

    private static int Bound(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}
