using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

internal static class Slice
{
    /// <summary>What a slice takes along one axis: elements Start, Start + Step, ...</summary>
    public readonly record struct Range(int Start, int Step, int Count);

    public static OnnxTensor Run(Arguments a)
    {
        var x = a[0];
        var ranges = Ranges(a, x.Shape);
        var y = new OnnxTensor([.. ranges.Select(range => range.Count)], x.Type) { Texts = x.Texts };
        for (var i = 0; i < y.Values.Length; i++)
        {
            var (rest, source, stride) = (i, 0, 1);
            for (var axis = x.Rank - 1; axis >= 0; axis--)
            {
                source += (ranges[axis].Start + (rest % ranges[axis].Count * ranges[axis].Step)) * stride;
                rest /= ranges[axis].Count;
                stride *= x.Shape[axis];
            }
            y.Values[i] = x.Values[source];
        }
        return y;
    }

    /// <summary>The range of every axis of a tensor of this shape.</summary>
    public static Range[] Ranges(Arguments a, int[] shape)
    {
        var starts = a.Integers("starts", 1) ?? throw new ConversionException("starts is missing");
        var ends = a.Integers("ends", 2) ?? throw new ConversionException("ends is missing");
        var axes = a.Integers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = a.Integers("steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw new ConversionException("starts, ends, axes and steps differ in length");
        var ranges = shape.Select(length => new Range(0, 1, length)).ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = Arguments.Axis(axes[i], shape.Length);
            ranges[axis] = Along(starts[i], ends[i], steps[i], shape[axis]);
        }
        return ranges;
    }

    private static Range Along(long start, long end, long step, int length)
    {
        if (step == 0) throw new ConversionException("a step is zero");
        // Only the number of elements matters, so a step beyond the axis is as good as the axis' length.
        step = Math.Clamp(step, -length - 1L, length + 1L);
        start = Math.Clamp(start < 0 ? start + length : start, step < 0 ? -1 : 0, step < 0 ? length - 1 : length);
        end = Math.Clamp(end < 0 ? end + length : end, step < 0 ? -1 : 0, length);
        var count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        return new((int)start, (int)step, (int)Math.Max(0, count));
    }
}
