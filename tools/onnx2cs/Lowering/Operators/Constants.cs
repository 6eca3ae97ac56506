using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Operators that make tensors of attributes and constants.</summary>
internal static class Constants
{
    public static Value Constant(LoweringContext context)
    {
        var node = context.Node;
        if (node.Tensor("value") is { } tensor) return Value.Of(tensor);
        if (node.Sparse("sparse_value") is { } sparse) return Value.Of(sparse);
        if (node.Has("value_float")) return Value.Of(new OnnxTensor([], [node.Float("value_float", 0)]));
        if (node.Has("value_int")) return Value.Of(new OnnxTensor([], [node.Integer("value_int", 0)], ElementType.Int64));
        if (node.Integers("value_ints") is { } integers) return Value.Of(OnnxTensor.FromIntegers(Charged(integers)));
        if (node.Floats("value_floats") is { } floats) return Value.Of(new OnnxTensor([floats.Length], Charged(floats)));
        throw new ConversionException($"given as {Quoted.Bare(string.Join(", ", node.Attributes))} is not supported");
    }

    private static T[] Charged<T>(T[] values)
    {
        Allowance.Take(values.Length);
        return values;
    }

    public static Value OfShape(LoweringContext context)
    {
        int[] shape = [.. context.Constant(0).Integers.Select(length => OnnxNode.Whole(length, "a dimension"))];
        var value = context.Node.Tensor("value");
        var tensor = new OnnxTensor(shape, value?.Type ?? ElementType.Float);
        Array.Fill(tensor.Values, value?.Values[0] ?? 0);
        return Value.Of(tensor);
    }

    public static Value Range(LoweringContext context)
    {
        var start = context.Constant(0);
        var (first, limit, step) = (start.Values[0], context.Constant(1).Values[0], context.Constant(2).Values[0]);
        var count = Math.Ceiling((limit - first) / step);
        if (step == 0 || !double.IsFinite(count)) throw new ConversionException($"from {first} to {limit} by {step} has no end");
        if (count > OnnxTensor.MostElements) throw new ConversionException($"has {count} elements, which is out of proportion to the file");
        var range = new OnnxTensor([(int)Math.Max(0, count)], start.Type);
        for (var i = 0; i < range.Values.Length; i++) range.Values[i] = first + (i * step);
        return Value.Of(range);
    }

    /// <summary>The places of what is not zero, one a column.</summary>
    public static Value NonZero(LoweringContext context)
    {
        var x = context.Constant(0);
        int[] places = [.. Enumerable.Range(0, x.Values.Length).Where(i => x.Values[i] != 0)];
        var result = new OnnxTensor([x.Rank, places.Length], ElementType.Int64);
        for (int axis = x.Rank - 1, stride = 1; axis >= 0; stride *= x.Shape[axis--])
        {
            for (var i = 0; i < places.Length; i++) result.Values[(axis * places.Length) + i] = places[i] / stride % x.Shape[axis];
        }

        return Value.Of(result);
    }

    public static Value CumSum(LoweringContext context)
    {
        var x = context.Constant(0);
        var axis = LoweringContext.Axis((long)context.Constant(1).Values[0], x.Rank);
        var (exclusive, reverse) = (context.Node.Integer("exclusive", 0) != 0, context.Node.Integer("reverse", 0) != 0);
        var result = new OnnxTensor(x.Shape, x.Type);
        var (length, inner) = (x.Shape[axis], OnnxTensor.Count(x.Shape.AsSpan(axis + 1)));
        for (var row = 0; row < x.Values.Length / Math.Max(1, length); row++)
        {
            var sum = 0.0;
            for (var i = 0; i < length; i++)
            {
                var at = (((row / inner * length) + (reverse ? length - 1 - i : i)) * inner) + (row % inner);
                result.Values[at] = exclusive ? sum : sum + x.Values[at];
                sum += x.Values[at];
            }
        }

        return Value.Of(result);
    }

    /// <summary>Elements at indices along an axis, each index for itself.</summary>
    public static Value GatherElements(LoweringContext context)
    {
        var (x, indices) = (context.Constant(0), context.Constant(1));
        var axis = context.Axis("axis", 0, x.Rank);
        var result = new OnnxTensor(indices.Shape, x.Type);
        var places = View.Of(x.Shape);
        var at = new int[x.Rank];
        for (var i = 0; i < result.Values.Length; i++)
        {
            var rest = i;
            for (var a = x.Rank - 1; a >= 0; rest /= indices.Shape[a--]) at[a] = rest % indices.Shape[a];
            var index = (long)indices.Values[i];
            at[axis] = (int)(index < 0 ? index + x.Shape[axis] : index);
            if (at[axis] < 0 || at[axis] >= x.Shape[axis]) throw new ConversionException($"takes element {index} of an axis of {x.Shape[axis]}");
            result.Values[i] = x.Values[at.Select((place, a) => place * places.Strides[a]).Sum()];
        }

        return Value.Of(result);
    }
}
