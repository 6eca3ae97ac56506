using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Resize and Upsample: rows and columns picked from the input, or mixed from two neighbours each.</summary>
internal static class Resample
{
    // Operator set 10 had neither transformations nor roundings to choose from.
    private const int FirstWithModes = 11;

    public static Value Resize(LoweringContext context)
    {
        var (node, x) = (context.Node, context.Result(0));
        var mode = node.Text("mode", "nearest");
        if (mode is not ("nearest" or "linear" or "bilinear")) throw new ConversionException($"with mode {Quoted.Text(mode)} is not supported");
        if (node.Integer("antialias", 0) != 0) throw new ConversionException("with antialias is not supported");
        int[] axes = node.Integers("axes")?.Select(axis => LoweringContext.Axis(axis, x.Rank)).ToArray() ?? [.. Enumerable.Range(0, x.Rank)];
        var (scales, sizes) = Wanted(context, axes.Length);
        return At(context, x, axis =>
        {
            var (i, length) = (Array.IndexOf(axes, axis), x.Shape[axis]);
            if (i < 0) return All(length);

            // The graph states the images of a batch, and one of them is lowered.
            var stated = sizes is not null && axis == 0 && context.Batch > 1 && sizes[i] == context.Batch && length == 1 ? 1 : sizes?[i];
            var scale = stated is { } wanted ? (float)((double)wanted / length) : (float)scales![i];
            var size = stated ?? (long)Math.Floor((double)length * scale);
            if (!(scale > 0) || size is < 1 or > SpecLimits.Size) throw new ConversionException($"of {length} pixels to {size} is not supported");
            return Along(node, mode == "nearest", length, (int)size, scale);
        });
    }

    /// <summary>A value that is read along each axis at places of its own.</summary>
    /// <param name="context">The node.</param>
    /// <param name="x">The value.</param>
    /// <param name="places">The places along an axis: whole numbers, or between two neighbours that are mixed.</param>
    public static Value At(LoweringContext context, Value x, Func<int, double[]> places)
    {
        foreach (var length in x.Shape) Allowance.Take(2L * length);
        double[][] all = [.. Enumerable.Range(0, x.Rank).Select(places)];
        int[] changed = [.. Enumerable.Range(0, x.Rank).Where(axis => !all[axis].SequenceEqual(All(x.Shape[axis])))];
        if (changed.Length == 0) return x;
        if (changed.Length > 2 || changed.Contains(0) && x.Rank > 2) throw new ConversionException("along more than two axes, or along the batch, is not supported");

        // Where the axes lie along rows and columns already nothing moves; otherwise they become the last two.
        var placement = x.View.IsPermutation(x.Source.Shape.Count) ? Placement.Of(x.View, x.Source.Shape) : null;
        if (placement is not null && changed.All(axis => Array.IndexOf(placement.Axes, axis) > 0))
        {
            var y = Of(context, x.Source, Side(placement.Axes[1], x.Source.Shape.H), Side(placement.Axes[2], x.Source.Shape.W));
            int[] units = [y.Shape.Plane, y.Shape.W, 1];
            return Value.Of(y, View.Strided([.. all.Select(axis => axis.Length)], [.. Enumerable.Range(0, x.Rank).Select(axis =>
                Array.IndexOf(placement.Axes, axis) is >= 0 and var side ? units[side] : 0)]), x.Type);
        }

        int[] kept = [.. Enumerable.Range(0, x.Rank).Except(changed)], order = [.. kept, .. changed];
        int[] lengths = [.. order.Select(axis => x.Shape[axis])];
        var image = new Chw(
            OnnxTensor.Count(lengths.AsSpan(0, kept.Length)), changed.Length == 2 ? lengths[^2] : 1, lengths[^1]);
        var moved = context.Arrange(x.Source, x.View.Transpose(order), image);
        var read = Of(context, moved, changed.Length == 2 ? all[changed[0]] : [0], all[changed[^1]]);
        int[] back = [.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(order, axis))];
        return Value.Of(read, View.Of([.. order.Select(axis => all[axis].Length)]).Transpose(back), x.Type);

        double[] Side(int axis, int length) => axis >= 0 ? all[axis] : All(length);
    }

    public static Op Of(LoweringContext context, Op x, double[] rows, double[] columns)
    {
        var op = context.New(OpKind.Resample, new(x.Shape.C, rows.Length, columns.Length), x);
        (op.Rows, op.Columns) = (rows, columns);
        return op;
    }

    private static double[] All(int length) => [.. Enumerable.Range(0, length).Select(i => (double)i)];

    // Upsample has an attribute or one input, Resize of set 10 the second input, later ones the third or fourth.
    private static (double[]? Scales, long[]? Sizes) Wanted(LoweringContext context, int count)
    {
        var node = context.Node;
        if (node.Text("keep_aspect_ratio_policy", "stretch") is not "stretch" and var policy)
            throw new ConversionException($"with keep_aspect_ratio_policy {Quoted.Text(policy)} is not supported");
        var scales = node.Floats("scales")
            ?? context.OptionalConstant(node.Operator == "Upsample" || node.Opset < FirstWithModes ? 1 : 2)?.Values;
        var sizes = scales is { Length: > 0 } || node.Opset < FirstWithModes ? null : context.OptionalConstant(3)?.Integers;
        if ((sizes?.Length ?? scales?.Length ?? 0) != count) throw new ConversionException($"does not state {count} scales or sizes");
        return (scales, sizes);
    }

    private static double[] Along(OnnxNode node, bool nearest, int length, int size, float scale)
    {
        var plain = node.Operator == "Upsample" || node.Opset < FirstWithModes;
        var transformation = plain ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        var rounding = plain ? scale < 1 ? "ceil" : "floor" : node.Text("nearest_mode", "round_prefer_floor");
        var places = new double[size];
        for (var i = 0; i < size; i++)
        {
            // In float, as ONNX Runtime computes it: at a half, the last bit decides on the neighbour.
            var place = length == size && scale == 1 ? i : transformation switch
            {
                "asymmetric" => i / scale,
                "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
                "pytorch_half_pixel" => size > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
                "align_corners" => size > 1 ? (float)i * (length - 1) / (size - 1) : 0,
                "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
                "half_pixel_symmetric" => (length / 2f * (1 - (size / (scale * length)))) + ((i + 0.5f) / scale) - 0.5f,
                _ => throw new ConversionException($"with coordinate_transformation_mode {Quoted.Text(transformation)} is not supported"),
            };
            places[i] = Math.Clamp(nearest ? Round(place, rounding) : place, 0, length - 1);
        }

        return places;
    }

    private static float Round(float place, string rounding) => rounding switch
    {
        "floor" => MathF.Floor(place),
        "ceil" => MathF.Ceiling(place),
        "round_prefer_ceil" => MathF.Floor(place + 0.5f),
        "round_prefer_floor" => MathF.Ceiling(place - 0.5f),
        _ => throw new ConversionException($"with nearest_mode {Quoted.Text(rounding)} is not supported"),
    };
}
