using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Transpose
{
    public static OnnxTensor Run(Arguments a) => Run(a[0], Permutation(a.Node, a[0].Rank));

    /// <summary>The order of axes that a node asks for; reversed when it names none.</summary>
    public static int[] Permutation(OnnxNode node, int rank)
    {
        var permutation = node.Integers("perm")?.Select(axis => Arguments.Axis(axis, rank)).ToArray() ?? [.. Enumerable.Range(0, rank).Reverse()];
        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank)) ? permutation
            : throw new ConversionException("perm is no permutation of the axes");
    }

    /// <summary>[N,...,C] to [N,C,...].</summary>
    public static OnnxTensor ChannelsFirst(OnnxTensor x) => Run(x, [0, x.Rank - 1, .. Enumerable.Range(1, x.Rank - 2)]);

    /// <summary>[N,C,...] to [N,...,C].</summary>
    public static OnnxTensor ChannelsLast(OnnxTensor x) => Run(x, [0, .. Enumerable.Range(2, x.Rank - 2), 1]);

    public static OnnxTensor Run(OnnxTensor x, int[] permutation)
    {
        if (permutation.Length != x.Rank) throw new ConversionException("perm does not fit the tensor");
        var strides = new int[x.Rank];
        for (int axis = x.Rank - 1, stride = 1; axis >= 0; stride *= x.Shape[axis--]) strides[axis] = stride;
        var y = new OnnxTensor([.. permutation.Select(axis => x.Shape[axis])], x.Type);
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (rest, source) = (i, 0);
            for (var axis = y.Rank - 1; axis >= 0; axis--)
            {
                source += rest % y.Shape[axis] * strides[permutation[axis]];
                rest /= y.Shape[axis];
            }
            y.Values[i] = x.Values[source];
        }
        return y;
    }
}
