using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Pad: a selection with a constant around it, which joins the padding of the window that reads it where it can, or copies of what is at the edge.</summary>
internal static class Padding
{
    public static Value Pad(LoweringContext context)
    {
        var x = context[0];
        var mode = context.Node.Text("mode", "constant");
        if (mode is not ("constant" or "edge" or "reflect" or "wrap")) throw new ConversionException($"with mode {Quoted.Text(mode)} is not supported");
        var (begin, end) = Amounts(context, x.Rank);
        if (mode != "constant") return Copied(context, x, begin, end, mode);

        // Negative amounts crop.
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var (before, after) = (Math.Max(0, -begin[axis]), Math.Max(0, -end[axis]));
            if (before + after >= x.Shape[axis] && before + after > 0) throw new ConversionException($"leaves nothing of {OnnxTensor.Describe(x.Shape)}");
            x = x.Move(view => view.Slice(axis, before, 1, view.Shape[axis] - before - after));
            (begin[axis], end[axis]) = (Math.Max(0, begin[axis]), Math.Max(0, end[axis]));
        }

        var value = context.Number("value", 2) ?? 0;
        if (begin.Concat(end).All(amount => amount == 0)) return x;
        return x.Constant is { } constant ? Constant(constant, begin, end, value) : Selected(context, x, begin, end, value);
    }

    /// <summary>Makes an operator that pads with zeros read the image before zeros were put around it.</summary>
    public static void Absorb(Op op) => Absorb(op, fill => fill == 0);

    /// <summary>Makes a maximum pool read the image before it was padded with what no pixel falls short of: it ignores its own padding.</summary>
    /// <param name="op">The pool.</param>
    /// <param name="isPositive">Whether the image has no negative pixel.</param>
    public static void AbsorbLeast(Op op, bool isPositive) => Absorb(op, fill => fill <= Least || (isPositive && fill <= 0));

    // Sound networks have no activations as large as that; 32-bit floats would be 64 apart there.
    private const double Least = -1e9;

    private static void Absorb(Op op, Func<double, bool> fits)
    {
        if (op.Inputs[0] is not { Kind: OpKind.Select } select || !fits(select.Fill)) return;
        var source = select.Inputs[0];
        var (c, h, w) = (select.Selections[0], select.Selections[1], select.Selections[2]);
        if (c.HasZeros || !c.KeepsAll(source.Shape.C) || !h.KeepsAll(source.Shape.H) || !w.KeepsAll(source.Shape.W)) return;
        var (begin, end) = (new Extent(op.PadBegin.Height + h.ZerosBefore, op.PadBegin.Width + w.ZerosBefore),
            new Extent(op.PadEnd.Height + h.ZerosAfter, op.PadEnd.Width + w.ZerosAfter));

        // Each window of a maximum must meet a pixel.
        var inside = Math.Max(begin.Height, end.Height) < op.Kernel.Height && Math.Max(begin.Width, end.Width) < op.Kernel.Width;
        if (op.Kind == OpKind.MaxPool && !inside) return;
        if (Math.Max(Math.Max(begin.Height, begin.Width), Math.Max(end.Height, end.Width)) > SpecLimits.Size) return;
        (op.PadBegin, op.PadEnd, op.Inputs[0]) = (begin, end, source);
    }

    private static (int[] Begin, int[] End) Amounts(LoweringContext context, int rank)
    {
        var pads = context.Node.Integers("paddings") ?? context.Integers("pads", 1) ?? throw new ConversionException("lacks pads");
        int[] axes = context.OptionalConstant(3)?.Integers.Select(axis => LoweringContext.Axis(axis, rank)).ToArray() ?? [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length) throw new ConversionException($"has {pads.Length} pads for {axes.Length} axes");
        var (begin, end) = (new int[rank], new int[rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            begin[axes[i]] = OnnxNode.Whole(pads[i], "pads");
            end[axes[i]] = OnnxNode.Whole(pads[axes.Length + i], "pads");
        }

        return (begin, end);
    }

    private static Value Selected(LoweringContext context, Value x, int[] begin, int[] end, double value)
    {
        var source = x.Source;
        var placement = Placement.Of(x.View, source.Shape);
        if (placement is null || !placement.Rows.IsWindow(source.Shape.H) || !placement.Columns.IsWindow(source.Shape.W))
        {
            x = Value.Of(context.Image(x), View.Of(x.Shape), x.Type);
            (source, placement) = (x.Source, Placement.Of(x.View, x.Source.Shape)!);
        }

        // An axis of length 1 has no place yet: it gets the one that it has in an image, or one that is left.
        int[] axes = [.. placement.Axes];
        foreach (var axis in Enumerable.Range(0, x.Rank).Where(axis => begin[axis] + end[axis] > 0 && !axes.Contains(axis)))
        {
            var usual = axis - (x.Rank - 3);
            var side = usual >= 0 && axes[usual] < 0 ? usual : Array.IndexOf(axes, -1);
            if (axis == 0 && x.Rank == 4 || side < 0) throw new ConversionException("along the batch is not supported");
            axes[side] = axis;
        }

        Selection[] taken = [placement.Channels, placement.Rows, placement.Columns];
        Selection[] selections = [.. taken.Select((selection, side) => axes[side] < 0 ? selection
            : selection with { ZerosBefore = begin[axes[side]], ZerosAfter = end[axes[side]] })];
        if (!selections[1].IsWindow(source.Shape.H) || !selections[2].IsWindow(source.Shape.W))
        {
            var image = context.Arrange(source, x.View.Transpose([.. Order(axes, x.Rank)]), new(taken[0].Count, taken[1].Count, taken[2].Count));
            selections = [.. selections.Select(selection => selection with { Start = 0, Step = 1 })];
            source = image;
        }

        var shape = new Chw(selections[0].Length, selections[1].Length, selections[2].Length);
        var op = context.New(OpKind.Select, shape, source);
        (op.Selections, op.Fill) = (selections, value);
        int[] lengths = [.. x.Shape], strides = new int[x.Rank], units = [shape.Plane, shape.W, 1];
        for (var side = 0; side < 3; side++)
        {
            if (axes[side] < 0) continue;
            lengths[axes[side]] = selections[side].Length;
            strides[axes[side]] = units[side];
        }

        return Value.Of(op, View.Strided(lengths, strides), x.Type);
    }

    // Axes without a place, then channels, rows and columns.
    private static IEnumerable<int> Order(int[] axes, int rank) =>
        Enumerable.Range(0, rank).Where(axis => !axes.Contains(axis)).Concat(axes.Where(axis => axis >= 0));

    private static Value Constant(OnnxTensor x, int[] begin, int[] end, double value)
    {
        var result = new OnnxTensor([.. x.Shape.Select((length, axis) => begin[axis] + length + end[axis])], x.Type);
        Array.Fill(result.Values, value);
        var inside = View.Of(result.Shape);
        for (var axis = 0; axis < x.Rank; axis++) inside = inside.Slice(axis, begin[axis], 1, x.Shape[axis]);
        foreach (var (place, number) in inside.Elements().Zip(x.Values)) result.Values[place] = number;
        return Value.Of(result);
    }

    private static Value Copied(LoweringContext context, Value x, int[] begin, int[] end, string mode) => Resample.At(context, x, axis =>
    {
        var (length, size) = (x.Shape[axis], x.Shape[axis] + begin[axis] + end[axis]);
        if (size is < 1 or > SpecLimits.Size || length == 0) throw new ConversionException($"of {length} pixels to {size} is not supported");
        return [.. Enumerable.Range(0, size).Select(i => (double)Inside(i - begin[axis], length, mode))];
    });

    // The place inside an axis that one outside copies.
    private static int Inside(int at, int length, string mode)
    {
        if (mode == "edge") return Math.Clamp(at, 0, length - 1);
        if (mode == "wrap") return ((at % length) + length) % length;
        var period = Math.Max(1, 2 * (length - 1));
        var folded = ((at % period) + period) % period;
        return folded < length ? folded : period - folded;
    }
}
