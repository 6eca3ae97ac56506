using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class MatMul
{
    public static OnnxTensor Run(Arguments a) => Run(a[0], a[1]);

    /// <summary>The product of matrices, or of stacks of matrices on the left with one on the right.</summary>
    public static OnnxTensor Run(OnnxTensor a, OnnxTensor b)
    {
        if (a.Rank < 2 || b.Rank != 2) throw new ConversionException("only a product with one matrix on the right is supported");
        var (inner, columns) = (b.Shape[0], b.Shape[1]);
        if (a.Shape[^1] != inner)
            throw new ConversionException($"shapes {OnnxTensor.Describe(a.Shape)} and {OnnxTensor.Describe(b.Shape)} cannot be multiplied");
        var y = new OnnxTensor([.. a.Shape[..^1], columns], a.Type);
        for (var row = 0; row < OnnxTensor.Count(a.Shape.AsSpan(0, a.Rank - 1)); row++)
        {
            for (var k = 0; k < inner; k++)
            {
                var factor = a.Values[(row * inner) + k];
                for (var column = 0; column < columns; column++) y.Values[(row * columns) + column] += factor * b.Values[(k * columns) + column];
            }
        }
        return y;
    }
}
