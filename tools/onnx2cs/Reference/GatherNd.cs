using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Picks slices by rows of indices, behind leading axes that both tensors share.</summary>
internal static class GatherNd
{
    public static OnnxTensor Run(Arguments a)
    {
        var (x, indices) = (a[0], a[1]);
        var batch = OnnxNode.Whole(a.Node.Integer("batch_dims", 0), "batch_dims");
        var width = indices.Shape[^1];
        if (batch < 0 || batch >= indices.Rank || batch + width > x.Rank
            || !x.Shape.AsSpan(0, batch).SequenceEqual(indices.Shape.AsSpan(0, batch)))
            throw new ConversionException(
                $"indices {OnnxTensor.Describe(indices.Shape)} do not fit a tensor {OnnxTensor.Describe(x.Shape)}");
        var slice = OnnxTensor.Count(x.Shape.AsSpan(batch + width));
        var y = new OnnxTensor([.. indices.Shape[..^1], .. x.Shape[(batch + width)..]], x.Type);
        var rows = OnnxTensor.Count(indices.Shape.AsSpan(0, indices.Rank - 1));
        var perBatch = rows / Math.Max(1, OnnxTensor.Count(indices.Shape.AsSpan(0, batch)));
        for (var row = 0; row < rows; row++)
        {
            var at = Indices.Row(indices, row, width, x.Shape, batch);
            var block = (row / perBatch * OnnxTensor.Count(x.Shape.AsSpan(batch, width))) + Indices.Flat(at, x.Shape.AsSpan(batch));
            x.Values.AsSpan(block * slice, slice).CopyTo(y.Values.AsSpan(row * slice));
        }
        return y;
    }
}
