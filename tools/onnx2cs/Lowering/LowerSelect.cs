using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Slice and Pad to selections. A chain of them, as in shortcuts that subsample and widen, becomes one.</summary>
internal static class LowerSelect
{
    public static Value Slice(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var ranges = Reference.Slice.Ranges(call.Constants, x.Shape);
        return Select(call, x, [.. ranges.Select(range => new Selection(range.Start, range.Step, range.Count, 0, 0))]);
    }

    public static Value[] Split(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var (axis, lengths) = Reference.Split.Parts(call.Constants, x.Shape);
        var parts = new Value[lengths.Length];
        var start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var selections = x.Shape.Select(Selection.All).ToArray();
            selections[axis] = new Selection(start, 1, lengths[i], 0, 0);
            parts[i] = Select(call, x, selections);
            start += lengths[i];
        }
        return parts;
    }

    public static Value Pad(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var (begin, end) = Reference.Pad.Amounts(call.Constants, x.Shape.Length);
        if (Reference.Pad.Mode(call.Node) is not "constant" and var mode) return LowerResample.Pad(call, x, mode);
        Selection[] axes = [.. x.Shape.Select((length, axis) => Along(length, begin[axis], end[axis]))];
        var value = Reference.Pad.Value(call.Constants);
        if (value == 0 || !axes.Any(axis => axis.HasZeros)) return Select(call, x, axes);
        if (!double.IsFinite(value)) throw new ConversionException($"with the value {value} is not supported");

        // Zeros round an image that was shifted down are the value once it is shifted up again.
        var padded = Select(call, x.With(call.Affine(x.Op!, 1, -value)), axes);
        return padded.With(call.Affine(padded.Op!, 1, value));
    }

    // Negative amounts crop.
    private static Selection Along(int length, int begin, int end) =>
        new(Math.Max(0, -begin), 1, length - Math.Max(0, -begin) - Math.Max(0, -end), Math.Max(0, begin), Math.Max(0, end));

    private static Value Select(Call call, Value x, Selection[] axes)
    {
        var source = x.Op!;
        var row = x.IsRow && source.Shape is { H: 1, W: 1 };
        if (!x.IsImage && !x.IsImageChannelsLast && !row)
            throw new ConversionException($"of a tensor of shape {OnnxTensor.Describe(x.Shape)} is not supported");
        if (axes[0] != Selection.All(1)) throw new ConversionException("along the batch is not supported");
        if (axes.Any(axis => axis.Count < 1 || axis.Step < 1))
            throw new ConversionException("with a negative step or an empty result is not supported");
        Selection[] selections = row ? [axes[1], Selection.All(1), Selection.All(1)]
            : x.IsImage ? axes[1..] : [axes[3], axes[1], axes[2]];
        int[] lengths = [source.Shape.C, source.Shape.H, source.Shape.W];
        if (selections.Select((axis, i) => !axis.HasZeros && axis.KeepsAll(lengths[i])).All(same => same)) return x;
        if (source.Kind == OpKind.Select && !source.Selections.Any(axis => axis.HasZeros))
        {
            var (first, whole) = (source.Inputs[0], selections.Select((axis, i) => axis.Of(source.Selections[i])).ToArray());
            if (whole[1].IsWindow(first.Shape.H) && whole[2].IsWindow(first.Shape.W)) (source, selections) = (first, whole);
        }
        var op = call.New(OpKind.Select, new(selections[0].Length, selections[1].Length, selections[2].Length), source);
        op.Selections = selections;
        int[] shape = [.. axes.Select(axis => axis.Length)];
        return new(null, op, shape, !row && !x.IsImage);
    }
}
