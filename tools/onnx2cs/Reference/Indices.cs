using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Places in a tensor as coordinates.</summary>
internal static class Indices
{
    /// <summary>The coordinates of an element.</summary>
    public static int[] Of(int element, int[] shape)
    {
        var at = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            at[axis] = element % shape[axis];
            element /= shape[axis];
        }
        return at;
    }

    /// <summary>The element at some coordinates.</summary>
    public static int Flat(ReadOnlySpan<int> at, ReadOnlySpan<int> shape)
    {
        var element = 0;
        for (var axis = 0; axis < at.Length; axis++) element = (element * shape[axis]) + at[axis];
        return element;
    }

    /// <summary>
    /// Coordinates along the axes from <paramref name="first"/> on, read from a row of indices; negative ones count from the end.
    /// </summary>
    public static int[] Row(OnnxTensor indices, int row, int width, int[] shape, int first) =>
        [.. Enumerable.Range(0, width).Select(i => Arguments.Axis((long)indices.Values[(row * width) + i], shape[first + i]))];
}
