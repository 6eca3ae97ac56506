using System.Numerics.Tensors;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class MatMul
{
    public static OnnxTensor Run(Arguments a) => Run(a[0], a[1]);

    /// <summary>
    /// The product of matrices, or of stacks of matrices whose leading axes broadcast; a vector is a row on the left and a column on the
    /// right.
    /// </summary>
    public static OnnxTensor Run(OnnxTensor a, OnnxTensor b)
    {
        if (a.Rank < 1 || b.Rank < 1) throw new ConversionException("a single number is no matrix");
        if (b.Rank == 1)
        {
            var column = Run(a, b.Reshape([.. b.Shape, 1]));
            return column.Reshape(column.Shape[..^1]);
        }
        if (a.Rank == 1)
        {
            var row = Run(a.Reshape([1, .. a.Shape]), b);
            return row.Reshape([.. row.Shape[..^2], row.Shape[^1]]);
        }
        var (rows, inner, columns) = (a.Shape[^2], a.Shape[^1], b.Shape[^1]);
        if (b.Shape[^2] != inner)
            throw new ConversionException($"shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)} cannot be multiplied");
        var (left, right) = (Matrices(a), Matrices(b));
        var pairs = Broadcasting.Apply(left, new(right.Shape), (x, _) => x).Values;
        var others = Broadcasting.Apply(new(left.Shape), right, (_, y) => y).Values;
        var y = new OnnxTensor([.. Broadcasting.Shape(left.Shape, right.Shape), rows, columns], a.Type);
        Effort.Take(y.Values.Length, inner);
        for (var i = 0; i < y.Values.Length / Math.Max(1, columns); i++)
        {
            var (stack, row) = (i / rows, i % rows);
            var sums = y.Values.AsSpan(i * columns, columns);
            for (var k = 0; k < inner; k++)
            {
                var factor = a.Values[(((int)pairs[stack] * rows) + row) * inner + k];
                var line = b.Values.AsSpan((((int)others[stack] * inner) + k) * columns, columns);
                TensorPrimitives.MultiplyAdd(line, factor, sums, sums);
            }
        }
        return y;
    }

    // The number of each matrix in the stack, in the shape of the leading axes.
    private static OnnxTensor Matrices(OnnxTensor x)
    {
        var shape = x.Shape[..^2];
        return new(shape, [.. Enumerable.Range(0, OnnxTensor.Count(shape)).Select(i => (double)i)]);
    }
}
