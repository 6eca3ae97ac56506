using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Element-wise operators of two tensors, broadcast as in NumPy.</summary>
internal static class Broadcasting
{
    /// <summary>Applies a function to pairs of elements; the result has the type of the first tensor, or the one that is stated.</summary>
    public static OnnxTensor Apply(OnnxTensor a, OnnxTensor b, Func<double, double, double> function, ElementType? type = null)
    {
        var shape = Shape(a.Shape, b.Shape);
        var result = new OnnxTensor(shape, type ?? a.Type);
        var (strideA, strideB) = (Strides(a.Shape, shape.Length), Strides(b.Shape, shape.Length));
        var at = new int[shape.Length];
        var (offsetA, offsetB) = (0, 0);
        for (var i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = function(a.Values[offsetA], b.Values[offsetB]);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                (offsetA, offsetB) = (offsetA + strideA[axis], offsetB + strideB[axis]);
                if (++at[axis] < shape[axis]) break;
                (offsetA, offsetB) = (offsetA - (strideA[axis] * shape[axis]), offsetB - (strideB[axis] * shape[axis]));
                at[axis] = 0;
            }
        }
        return result;
    }

    /// <summary>The tensor repeated along its axes of length 1 until it has a shape.</summary>
    public static OnnxTensor To(OnnxTensor x, int[] shape) =>
        x.Shape.AsSpan().SequenceEqual(shape) ? x : Apply(x, new(shape), (value, _) => value);

    public static int[] Shape(int[] a, int[] b)
    {
        var shape = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (x, y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
                throw new ConversionException($"shapes {OnnxTensor.Describe(a)} and {OnnxTensor.Describe(b)} do not fit together");
            shape[^i] = x == 1 ? y : x;
        }
        return shape;
    }

    private static int[] Strides(int[] shape, int rank)
    {
        var strides = new int[rank];
        var stride = 1;
        for (var i = 1; i <= shape.Length; i++)
        {
            strides[^i] = shape[^i] == 1 ? 0 : stride;
            stride *= shape[^i];
        }
        return strides;
    }
}
