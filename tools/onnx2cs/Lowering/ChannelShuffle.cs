using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// Channels in another order: a reshape that splits them, a transposition of the parts, a reshape back, as in ShuffleNet. A 1x1 convolution with one 1 a
/// row does it.
/// </summary>
internal static class ChannelShuffle
{
    /// <summary>Lowers the transposition; null where it moves more than the parts of the channels.</summary>
    public static Value? Lower(Call call, Value x, int[] permutation, int[] shape)
    {
        if (x.IsExpanded || x.Op is not { } source || source.Shape.C < 2) return null;
        var parts = Parts(x, source.Shape.C);
        if (parts.Length < 2) return null;
        var outside = Enumerable.Range(0, permutation.Length).Where(axis => !parts.Contains(axis));
        if (outside.Any(axis => permutation[axis] != axis)) return null;
        int[] lengths = [.. parts.Select(axis => x.Shape[axis])];
        int[] order = [.. parts.Select(axis => Array.IndexOf(parts, permutation[axis]))];
        var channels = new OnnxTensor(lengths, [.. Enumerable.Range(0, source.Shape.C).Select(c => (double)c)]);
        var from = Reference.Transpose.Run(channels, order).Values;
        var weight = new double[Allowance.Take([from.Length, from.Length])];
        for (var c = 0; c < from.Length; c++) weight[(c * from.Length) + (int)from[c]] = 1;
        return x with { Op = call.Pointwise(source, from.Length, weight), Shape = shape };
    }

    // The axes that together are the channels: behind the batch, or at the end where channels are last.
    private static int[] Parts(Value x, int channels)
    {
        var last = x.ChannelsLast && x.IsOrdered;
        var parts = new List<int>();
        for (int i = 0, count = 1; i < x.Shape.Length && count < channels; i++)
        {
            var axis = last ? x.Shape.Length - 1 - i : i;
            parts.Add(axis);
            count *= x.Shape[axis];
            if (count > channels) return [];
        }

        if (last) parts.Reverse();
        return [.. parts];
    }
}
