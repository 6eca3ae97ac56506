using Freeze.Onnx2Cs.Onnx.Wire;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>Makes dense tensors of sparse ones.</summary>
internal static class SparseReader
{
    public static OnnxTensor Read(SparseTensorProto sparse)
    {
        if (sparse.Values is null || sparse.Indices is null) throw new ConversionException("a sparse tensor lacks its values or indices");
        var (values, indices) = (TensorReader.Read(sparse.Values, external: null), TensorReader.Read(sparse.Indices, external: null));
        var dense = new OnnxTensor([.. sparse.Dims.Select(length => OnnxNode.Whole(length, "a dimension"))], values.Type);
        var (count, isFlat) = (values.Values.Length, indices.Rank == 1);
        if (indices.Values.Length != count && indices.Values.Length != (long)count * dense.Rank)
            throw new ConversionException($"a sparse tensor has {indices.Values.Length} indices for {count} values");
        for (var i = 0; i < count; i++)
        {
            // Indices are places in the flat tensor, or one coordinate for each axis.
            var at = isFlat ? (long)indices.Values[i] : Flat(indices, i, dense.Shape);
            if (at < 0 || at >= dense.Values.Length) throw new ConversionException($"a sparse tensor has a value at {at}, which is outside");
            dense.Values[at] = values.Values[i];
        }
        return dense;
    }

    private static long Flat(OnnxTensor indices, int row, int[] shape)
    {
        var at = 0L;
        for (var axis = 0; axis < shape.Length; axis++) at = (at * shape[axis]) + (long)indices.Values[(row * shape.Length) + axis];
        return at;
    }
}
