using System.Numerics.Tensors;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Conv
{
    // Channels of the result that are summed side by side, so that a plane is looked at once for all of them.
    private const int Block = 8;

    public static OnnxTensor Run(Arguments a) => Run(a.Node, a[0], a[1], a.Optional(2));

    /// <summary>A convolution over any number of axes behind batch and channels; the attributes are those of the node.</summary>
    public static OnnxTensor Run(OnnxNode node, OnnxTensor x, OnnxTensor w, OnnxTensor? bias)
    {
        if (x.Rank < 3 || w.Rank != x.Rank)
            throw new ConversionException($"weights {OnnxTensor.Describe(w.Shape)} do not fit an input {OnnxTensor.Describe(x.Shape)}");
        var groups = OnnxNode.Whole(node.Integer("group", 1), "group");
        var (images, channels, outputs, perGroup) = (x.Shape[0], x.Shape[1], w.Shape[0], w.Shape[1]);
        if (groups < 1 || perGroup * groups != channels || outputs % groups != 0)
            throw new ConversionException(
                $"weights {OnnxTensor.Describe(w.Shape)} in {groups} groups do not fit an input {OnnxTensor.Describe(x.Shape)}");
        if (bias is not null && bias.Values.Length != outputs)
            throw new ConversionException($"the bias has {bias.Values.Length} values for {outputs} channels");
        var axes = Window.Of(node, x.Shape[2..], w.Shape[2..]);
        var y = new OnnxTensor([images, outputs, .. axes.Select(axis => axis.Count)], x.Type);
        var (size, made) = (OnnxTensor.Count(x.Shape.AsSpan(2)), OnnxTensor.Count(y.Shape.AsSpan(2)));
        var taps = OnnxTensor.Count(w.Shape.AsSpan(2));
        Effort.Take(y.Values.Length, (long)perGroup * taps);
        int[][] places = [.. Enumerable.Range(0, taps).Select(tap => Indices.Of(tap, w.Shape[2..]))];
        var each = outputs / groups;
        var blocks = (each + Block - 1) / Block;
        Parallel.For(0, images * groups * blocks, part =>
        {
            var (image, group, block) = (part / blocks / groups, part / blocks % groups, part % blocks);
            var (first, last) = ((group * each) + (block * Block), (group * each) + Math.Min(each, (block + 1) * Block));
            for (var output = first; output < last; output++) Sums(output).Fill(bias?.Values[output] ?? 0);
            var seen = new double[made];
            for (var c = 0; c < perGroup; c++)
            {
                var source = x.Values.AsSpan(((image * channels) + (group * perGroup) + c) * size, size);
                for (var tap = 0; tap < taps; tap++)
                {
                    Array.Clear(seen);
                    Look(seen, source, axes, places[tap]);
                    for (var output = first; output < last; output++)
                        TensorPrimitives.MultiplyAdd(seen, w.Values[(((output * perGroup) + c) * taps) + tap], Sums(output), Sums(output));
                }
            }

            Span<double> Sums(int output) => y.Values.AsSpan(((image * outputs) + output) * made, made);
        });
        return y;
    }

    // What one tap sees of a plane from each window; zeros outside. Axis by axis.
    private static void Look(Span<double> seen, ReadOnlySpan<double> source, ReadOnlySpan<Axis> axes, ReadOnlySpan<int> tap)
    {
        var axis = axes[0];
        var (first, count) = axis.Inside(tap[0]);
        if (count == 0) return;
        var start = axis.At(first, tap[0]);
        if (axes.Length > 1)
        {
            var (made, read) = (seen.Length / axis.Count, source.Length / axis.Length);
            for (var o = 0; o < count; o++)
                Look(seen.Slice((first + o) * made, made), source.Slice((start + (o * axis.Stride)) * read, read), axes[1..], tap[1..]);
        }
        else if (axis.Stride == 1) source.Slice(start, count).CopyTo(seen[first..]);
        else for (var o = 0; o < count; o++) seen[first + o] = source[start + (o * axis.Stride)];
    }
}
