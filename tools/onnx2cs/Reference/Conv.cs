using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Conv
{
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
        var (size, made, taps) = (OnnxTensor.Count(x.Shape.AsSpan(2)), OnnxTensor.Count(y.Shape.AsSpan(2)), OnnxTensor.Count(w.Shape.AsSpan(2)));
        int[][] places = [.. Enumerable.Range(0, taps).Select(tap => Indices.Of(tap, w.Shape[2..]))];
        Parallel.For(0, images * outputs, plane =>
        {
            var (image, output) = (plane / outputs, plane % outputs);
            var sums = y.Values.AsSpan(plane * made, made);
            sums.Fill(bias?.Values[output] ?? 0);
            for (var c = 0; c < perGroup; c++)
            {
                var source = x.Values.AsSpan(((image * channels) + (output / (outputs / groups) * perGroup) + c) * size, size);
                var kernel = w.Values.AsSpan(((output * perGroup) + c) * taps, taps);
                for (var k = 0; k < kernel.Length; k++) Accumulate(sums, source, kernel[k], axes, places[k]);
            }
        });
        return y;
    }

    // Adds one tap of the window to all outputs that it touches, axis by axis.
    private static void Accumulate(Span<double> sums, ReadOnlySpan<double> source, double weight, ReadOnlySpan<Axis> axes, ReadOnlySpan<int> tap)
    {
        var axis = axes[0];
        var (made, read) = (sums.Length / axis.Count, source.Length / Math.Max(1, axis.Length));
        for (var o = 0; o < axis.Count; o++)
        {
            var i = axis.At(o, tap[0]);
            if ((uint)i >= (uint)axis.Length) continue;
            if (axes.Length == 1) sums[o] += weight * source[i];
            else Accumulate(sums.Slice(o * made, made), source.Slice(i * read, read), weight, axes[1..], tap[1..]);
        }
    }
}
