using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering.Values;

/// <summary>
/// Means and maxima over any axes of a result. Whole planes, rows and columns of its channels are pooled where they lie, and a mean over channels is a
/// convolution; for anything else the axes that go are first brought side by side.
/// </summary>
internal static class Reduction
{
    /// <summary>The mean; the axes stay with length 1.</summary>
    public static Value Mean(LoweringContext context, Value value, IReadOnlyCollection<int> axes) => Run(context, value, axes, OpKind.AveragePool);

    /// <summary>The largest element; the axes stay with length 1.</summary>
    public static Value Max(LoweringContext context, Value value, IReadOnlyCollection<int> axes) => Run(context, value, axes, OpKind.MaxPool);

    /// <summary>The least element; the axes stay with length 1.</summary>
    public static Value Min(LoweringContext context, Value value, IReadOnlyCollection<int> axes) =>
        Elementwise.Affine(context, Max(context, Elementwise.Affine(context, value, -1, 0), axes), -1, 0);

    /// <summary>The sum; the axes stay with length 1.</summary>
    public static Value Sum(LoweringContext context, Value value, IReadOnlyCollection<int> axes) =>
        Elementwise.Affine(context, Mean(context, value, axes), axes.Aggregate(1.0, (count, axis) => count * value.Shape[axis]), 0);

    private static Value Run(LoweringContext context, Value value, IReadOnlyCollection<int> axes, OpKind pool)
    {
        // The mean and the maximum of copies are the element itself.
        foreach (var axis in axes.Where(axis => value.View.Strides[axis] == 0)) value = value.Move(view => view.Slice(axis, 0, 1, 1));
        if (axes.FirstOrDefault(axis => Crosses(value, axis), -1) is >= 0 and var crossing) return Split(context, value, axes, crossing, pool);
        while (axes.Any(axis => value.Shape[axis] > 1)) value = Step(context, value, [.. axes.Where(axis => value.Shape[axis] > 1)], pool);
        return value;
    }

    // An axis over several whole channels, as that of a group of them, is one over channels and one over their planes.
    private static bool Crosses(Value value, int axis)
    {
        var (stride, length, plane) = (value.View.Strides[axis], value.Shape[axis], value.Source.Shape.Plane);
        return value.View.IsPermutation(value.Source.Shape.Count) && stride < plane && length * stride > plane && length * stride % plane == 0 && plane % stride == 0;
    }

    private static Value Split(LoweringContext context, Value value, IReadOnlyCollection<int> axes, int axis, OpKind pool)
    {
        var (view, plane) = (value.View, value.Source.Shape.Plane);
        var inner = plane / view.Strides[axis];
        int[] shape = [.. view.Shape[..axis], view.Shape[axis] / inner, inner, .. view.Shape[(axis + 1)..]];
        int[] strides = [.. view.Strides[..axis], plane, view.Strides[axis], .. view.Strides[(axis + 1)..]];
        int[] split = [.. axes.Select(other => other > axis ? other + 1 : other), axis + 1];
        return Run(context, value.Move(_ => View.Strided(shape, strides, view.Offset)), split, pool).Move(result => result.Without([axis + 1]));
    }

    private static Value Step(LoweringContext context, Value value, int[] axes, OpKind pool)
    {
        var (view, source) = (value.View, value.Source);
        var shape = source.Shape;
        if (!view.IsPermutation(shape.Count)) return Gathered(context, value, axes, pool);
        int[] plane = Within(1, shape.Plane), rows = Within(1, shape.W), columns = Within(shape.W, shape.Plane), channels = Within(shape.Plane, shape.Count);
        if (Covers(plane, shape.Plane))
            return Pooled(plane, new(shape.H, shape.W), stride => stride / shape.Plane);
        if (Covers(rows, shape.W))
            return Pooled(rows, new(1, shape.W), stride => stride / shape.W);
        if (Covers(columns, shape.H))
            return Pooled(columns, new(shape.H, 1), stride => stride < shape.W ? stride : stride / shape.H);
        if (pool == OpKind.AveragePool && Covers(channels, shape.C))
        {
            var mean = context.Pointwise(source, 1, [.. Enumerable.Repeat(1.0 / shape.C, shape.C)]);
            return Value.Of(mean, Single(view, channels), value.Type);
        }

        return Gathered(context, value, axes, pool);

        // The axes that go and whose elements lie at multiples of one distance within another.
        int[] Within(int least, int most) => [.. axes.Where(axis => view.Strides[axis] >= least && view.Strides[axis] * view.Shape[axis] <= most)];

        bool Covers(int[] some, int count) => count > 1 && some.Aggregate(1, (product, axis) => product * view.Shape[axis]) == count;

        Value Pooled(int[] gone, Extent window, Func<int, int> stride) =>
            Value.Of(Pool(context, source, window, pool), Single(view, gone).Map(stride), value.Type);
    }

    // The axes that go become the last one of an image of one row, or of several where there are too many channels.
    private static Value Gathered(LoweringContext context, Value value, int[] axes, OpKind pool)
    {
        int[] kept = [.. Enumerable.Range(0, value.Rank).Where(axis => !axes.Contains(axis))];
        int[] lengths = [.. kept.Select(axis => value.Shape[axis]).Where(length => length != 1)];
        var last = axes.Aggregate(1, (count, axis) => count * value.Shape[axis]);
        var image = new Chw(lengths.FirstOrDefault(1), lengths.Skip(1).Aggregate(1, (count, length) => count * length), last);
        var source = context.Arrange(value.Source, value.View.Transpose([.. kept, .. axes]), image);
        int[] shape = [.. value.Shape];
        foreach (var axis in axes) shape[axis] = 1;
        return Value.Of(Pool(context, source, new(1, last), pool), View.Of(shape), value.Type);
    }

    private static View Single(View view, int[] axes) => axes.Aggregate(view, (rest, axis) => rest.Slice(axis, 0, 1, 1));

    private static Op Pool(LoweringContext context, Op source, Extent window, OpKind kind)
    {
        var (channels, height, width) = source.Shape;
        var whole = window == new Extent(height, width);
        if (whole && kind == OpKind.AveragePool) return context.New(OpKind.GlobalAveragePool, new(channels, 1, 1), source);
        var pool = context.New(kind, new(channels, height / window.Height, width / window.Width), source);
        (pool.Kernel, pool.Stride) = (window, window);
        return pool;
    }
}
