using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Slice, Split, Gather and Concat: parts of tensors, and tensors of parts.</summary>
internal static class Selections
{
    public static Value Slice(LoweringContext context)
    {
        var x = context[0];
        var starts = context.Integers("starts", 1) ?? throw new ConversionException("lacks starts");
        var ends = context.Integers("ends", 2) ?? throw new ConversionException("lacks ends");
        var axes = context.Integers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        var steps = context.Integers("steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw new ConversionException("has starts, ends, axes and steps that differ in number");
        var view = x.View;
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = LoweringContext.Axis(axes[i], x.Rank);
            var (start, step, count) = Range(starts[i], ends[i], steps[i], x.Shape[axis]);
            view = view.Slice(axis, start, step, count);
        }

        return Checked(x, view);
    }

    public static Value[] Split(LoweringContext context)
    {
        var x = context[0];
        var axis = context.Axis("axis", 0, x.Rank);
        var outputs = context.Node.Outputs.Length;
        var lengths = context.Integers("split", 1)?.Select(length => OnnxNode.Whole(length, "split")).ToArray();
        if (lengths is null)
        {
            // Equal parts, the last one perhaps shorter.
            var each = (x.Shape[axis] + outputs - 1) / outputs;
            lengths = [.. Enumerable.Range(0, outputs).Select(i => Math.Clamp(x.Shape[axis] - (i * each), 0, each))];
        }

        if (lengths.Length != outputs || lengths.Any(length => length < 0) || lengths.Sum(length => (long)length) != x.Shape[axis])
            throw new ConversionException($"has parts of {string.Join(", ", lengths.Take(8))}{(lengths.Length > 8 ? ", ..." : "")}, which do not make up {x.Shape[axis]} in {outputs} outputs");
        var (parts, start) = (new Value[outputs], 0);
        for (var i = 0; i < outputs; i++)
        {
            parts[i] = Checked(x, x.View.Slice(axis, start, 1, lengths[i]));
            start += lengths[i];
        }

        return parts;
    }

    public static Value Gather(LoweringContext context)
    {
        var (x, indices) = (context[0], context.Constant(1));
        var axis = context.Axis("axis", 0, x.Rank);
        var length = x.Shape[axis];
        int[] shape = [.. x.Shape[..axis], .. indices.Shape, .. x.Shape[(axis + 1)..]];
        int[] places = [.. indices.Integers.Select(index => index < 0 ? index + length : index).Select(index =>
            index >= 0 && index < length ? (int)index : throw new ConversionException($"takes element {index} of an axis of {length}"))];
        if (x.Constant is { } constant) return context.Reshape(Picked(constant, places, axis), shape);
        var runs = Runs(places).ToArray();
        Allowance.Node(runs.Length);
        var parts = runs.Select(run => x.Move(view => view.Slice(axis, run.Start, run.Step, run.Count))).ToArray();
        var joined = parts.Length == 1 ? parts[0] : parts.Length == 0 ? Checked(x, x.View.Slice(axis, 0, 1, 0)) : Join(context, parts, axis);
        return context.Reshape(joined, shape);
    }

    private static Value Picked(OnnxTensor x, int[] places, int axis)
    {
        var picked = new OnnxTensor([.. x.Shape[..axis], places.Length, .. x.Shape[(axis + 1)..]], x.Type);
        var (inner, length) = (OnnxTensor.Count(x.Shape.AsSpan(axis + 1)), x.Shape[axis]);
        for (var i = 0; inner > 0 && i < picked.Values.Length / inner; i++)
        {
            var source = ((i / places.Length * length) + places[i % places.Length]) * inner;
            x.Values.AsSpan(source, inner).CopyTo(picked.Values.AsSpan(i * inner));
        }

        return Value.Of(picked);
    }

    public static Value Concat(LoweringContext context)
    {
        Value[] parts = [.. context.All.Where(part => part.View.Count > 0)];
        if (parts.Length == 0) return context[0];
        var axis = context.Axis("axis", 1, parts[0].Rank);
        foreach (var part in parts)
        {
            if (part.Rank != parts[0].Rank || part.Shape.Where((length, i) => i != axis && length != parts[0].Shape[i]).Any())
                throw new ConversionException($"of shapes {OnnxTensor.Describe(parts[0].Shape)} and {OnnxTensor.Describe(part.Shape)}, which do not fit together");
        }

        return parts.Length == 1 ? parts[0] : Join(context, parts, axis);
    }

    private static Value Join(LoweringContext context, Value[] parts, int axis)
    {
        if (parts.All(part => part.Constant is not null)) return Join([.. parts.Select(part => part.Constant!)], axis);
        var result = parts.First(part => part.Op is not null);
        parts = [.. parts.Select(part => part.Constant is { } constant ? Constant(context, result, constant) : part)];
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        if (AlongChannels(parts, axis) is { } view)
        {
            var (_, h, w) = parts[0].Source.Shape;
            var op = context.New(OpKind.Concat, new(shape[axis], h, w), [.. parts.Select(part => part.Source)]);
            return Value.Of(op, view, parts[0].Type);
        }

        // The axis becomes the channels, the others the pixels.
        int[] others = [.. Enumerable.Range(0, shape.Length).Where(other => other != axis)], order = [axis, .. others];
        int[] lengths = [.. others.Select(other => shape[other]).SkipWhile(length => length == 1)];
        var (height, width) = (OnnxTensor.Count(lengths.AsSpan(0, Math.Max(0, lengths.Length - 1))), lengths.Length > 0 ? lengths[^1] : 1);
        var images = parts.Select(part => context.Arrange(part.Source, part.View.Transpose(order), new(part.Shape[axis], height, width))).ToArray();
        var joined = context.New(OpKind.Concat, new(shape[axis], height, width), images);
        int[] back = [.. Enumerable.Range(0, shape.Length).Select(i => Array.IndexOf(order, i))];
        return Value.Of(joined, View.Of([.. order.Select(i => shape[i])]).Transpose(back), parts[0].Type);
    }

    // The result's view where all parts are whole results whose channels lie along the axis and whose pixels lie alike; null otherwise.
    private static View? AlongChannels(Value[] parts, int axis)
    {
        var (_, h, w) = parts[0].Source.Shape;
        var others = parts[0].View.Slice(axis, 0, 1, 1);
        foreach (var part in parts)
        {
            var shape = part.Source.Shape;
            if ((shape.H, shape.W) != (h, w) || part.Shape[axis] != shape.C || !part.View.IsPermutation(shape.Count)) return null;
            if (shape.C > 1 && part.View.Strides[axis] != shape.Plane) return null;
            if (!part.View.Slice(axis, 0, 1, 1).HasSameElements(others)) return null;
        }

        int[] strides = [.. others.Strides];
        strides[axis] = h * w;
        int[] lengths = [.. others.Shape];
        lengths[axis] = parts.Sum(part => part.Shape[axis]);
        return View.Strided(lengths, strides);
    }

    private static Value Join(OnnxTensor[] parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var joined = new OnnxTensor(shape, parts[0].Type);
        var rows = OnnxTensor.Count(shape.AsSpan(0, axis));
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            foreach (var part in parts)
            {
                var length = part.Values.Length / rows;
                part.Values.AsSpan(row * length, length).CopyTo(joined.Values.AsSpan(at));
                at += length;
            }
        }

        return Value.Of(joined);
    }

    /// <summary>A constant beside results: an element of the image, repeated, times zero, plus the constant.</summary>
    private static Value Constant(LoweringContext context, Value result, OnnxTensor constant)
    {
        var first = Enumerable.Range(0, result.Rank).Aggregate(result.View, (view, axis) => view.Slice(axis, 0, 1, 1));
        var one = result.Move(_ => View.Strided([], [], first.Offset));
        return Elementwise.Affine(context, context.Whole(one.Move(view => view.BroadcastTo(constant.Shape))), new OnnxTensor([], [0]), constant);
    }

    // Indices as few arithmetic sequences, each of which strides can say.
    private static IEnumerable<(int Start, int Step, int Count)> Runs(int[] places)
    {
        for (var i = 0; i < places.Length;)
        {
            var step = i + 1 < places.Length ? places[i + 1] - places[i] : 1;
            var count = 1;
            while (i + count < places.Length && places[i + count] - places[i + count - 1] == step) count++;
            yield return (places[i], count == 1 ? 1 : step, count);
            i += count;
        }
    }

    private static (int Start, int Step, int Count) Range(long start, long end, long step, int length)
    {
        if (step == 0) throw new ConversionException("has a step of zero");

        // Only the number of elements matters, so a step beyond the axis is as good as the axis' length.
        step = Math.Clamp(step, -length - 1L, length + 1L);
        start = Math.Clamp(start < 0 ? start + length : start, step < 0 ? -1 : 0, step < 0 ? length - 1 : length);
        end = Math.Clamp(end < 0 ? Math.Max(end, -length - 1L) + length : end, step < 0 ? -1 : 0, length);
        var count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        return ((int)start, (int)step, (int)Math.Max(0, count));
    }

    private static Value Checked(Value value, View view) => view.Count > 0 || value.Constant is not null ? value.Move(_ => view)
        : throw new ConversionException($"leaves nothing of {OnnxTensor.Describe(value.Shape)}, which is not supported");
}
