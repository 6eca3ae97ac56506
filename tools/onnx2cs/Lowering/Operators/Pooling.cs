using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Pools over windows of images and of rows, and over whole images.</summary>
internal static class Pooling
{
    public static Value[] Max(LoweringContext context)
    {
        var value = context.Result(0);
        var x = context.Image(value);
        var (ys, xs) = Windows.Of(context.Node, x.Shape, Windows.Kernel(context.Node, value.Rank));
        if (ys.HasEmptyWindow || xs.HasEmptyWindow) throw new ConversionException("has windows that lie in the padding alone");
        if (ys.Dilation != 1 || xs.Dilation != 1) return [Shaped(value, Dilated(context, x, ys, xs))];
        var op = Windowed(context, OpKind.MaxPool, x, ys, xs);
        Padding.AbsorbLeast(op, x.Kind == OpKind.Select && IsPositive(x.Inputs[0]));
        return [Shaped(value, op)];
    }

    public static Value Average(LoweringContext context)
    {
        var value = context.Result(0);
        var x = context.Image(value);
        var (ys, xs) = Windows.Of(context.Node, x.Shape, Windows.Kernel(context.Node, value.Rank));
        if (ys.Dilation != 1 || xs.Dilation != 1) return Shaped(value, DilatedAverage(context, x, ys, xs));
        var op = Windowed(context, OpKind.AveragePool, x, ys, xs);
        var padded = op.PadBegin != default || op.PadEnd != default;
        op.CountPadding = padded && context.Node.Integer("count_include_pad", 0) != 0;
        var overhangs = ys.Overhang > 0 || xs.Overhang > 0;
        if (!padded || (op.CountPadding && !overhangs))
        {
            Padding.Absorb(op);
            op.CountPadding |= op.PadBegin != default || op.PadEnd != default;
        }

        if (op.CountPadding && overhangs) return Counted(context, value, op, ys, xs);
        var source = op.Inputs[0];
        var whole = op.Kernel == new Extent(source.Shape.H, source.Shape.W) && op.PadBegin == default && op.PadEnd == default;
        return Shaped(value, whole ? context.New(OpKind.GlobalAveragePool, op.Shape, source) : op);
    }

    public static Value GlobalAverage(LoweringContext context) => Reduction.Mean(context, Batched(context), Spatial(context));

    public static Value GlobalMax(LoweringContext context) => Reduction.Max(context, Batched(context), Spatial(context));

    /// <summary>The root of the sum of powers in each window (p = 2 where nothing else is stated).</summary>
    public static Value GlobalNorm(LoweringContext context)
    {
        var p = context.Node.Integer("p", 2);
        var powers = Elementwise.Activation(context, Elementwise.Map(Batched(context), x => Pointwise.Abs(context, x)), ActivationKind.Power, p);
        return Elementwise.Activation(context, Reduction.Sum(context, powers, Spatial(context)), ActivationKind.Power, 1.0 / p);
    }

    private static Value Batched(LoweringContext context) => context.Result(0) is { Rank: >= 3 } value ? value
        : throw new ConversionException($"of {OnnxTensor.Describe(context[0].Shape)} is not supported; it takes images");

    private static int[] Spatial(LoweringContext context) => [.. Enumerable.Range(2, context[0].Rank - 2)];

    // A window that hangs over the padding is divided by its taps inside image and padding alone: the pool divides by all of them, which is set right.
    private static Value Counted(LoweringContext context, Value value, Op op, WindowAxis ys, WindowAxis xs)
    {
        Allowance.Take([ys.Count, xs.Count]);
        double[] rows = Factors(ys), columns = Factors(xs);
        double[] factors = [.. rows.SelectMany(row => columns.Select(column => row * column))];
        int[] shape = value.Rank == 4 ? [1, 1, ys.Count, xs.Count] : [1, 1, xs.Count];
        return Elementwise.Affine(context, Shaped(value, op), new OnnxTensor(shape, factors), null);

        static double[] Factors(WindowAxis axis) => [.. Enumerable.Range(0, axis.Count).Select(window =>
            (double)axis.Kernel / Math.Min(axis.Kernel, axis.Length + axis.End - axis.Start(window)))];
    }

    // The taps of each window are brought side by side; a tap in the padding, which may not win, becomes another one of the same window.
    private static Op Dilated(LoweringContext context, Op x, WindowAxis ys, WindowAxis xs)
    {
        var taps = Resample.Of(context, x, Taps(ys), Taps(xs));
        var op = context.New(OpKind.MaxPool, new(x.Shape.C, ys.Count, xs.Count), taps);
        op.Kernel = op.Stride = new Extent(ys.Kernel, xs.Kernel);
        return op;
    }

    // A mean with gaps between its taps is a depthwise convolution; where padding does not count, its windows must lie inside.
    private static Op DilatedAverage(LoweringContext context, Op x, WindowAxis ys, WindowAxis xs)
    {
        var padded = ys.Begin + ys.End + ys.Overhang + xs.Begin + xs.End + xs.Overhang > 0;
        if (padded && (context.Node.Integer("count_include_pad", 0) == 0 || ys.Overhang + xs.Overhang > 0))
            throw new ConversionException("with dilations and padding that does not count is not supported");
        var op = Windowed(context, OpKind.Conv2D, x, ys, xs);
        op.Dilation = new(ys.Dilation, xs.Dilation);
        op.Groups = x.Shape.C;
        op.Weight = new double[Allowance.Take([x.Shape.C, ys.Kernel, xs.Kernel])];
        Array.Fill(op.Weight, 1.0 / (ys.Kernel * xs.Kernel));
        op.Bias = new double[x.Shape.C];
        return op;
    }

    private static double[] Taps(WindowAxis axis)
    {
        var places = new double[Allowance.Take([axis.Count, axis.Kernel])];
        for (var window = 0; window < axis.Count; window++)
        {
            var taps = places.AsSpan(window * axis.Kernel, axis.Kernel);
            for (var tap = 0; tap < taps.Length; tap++) taps[tap] = axis.Start(window) + (tap * axis.Dilation);
            var inside = taps[taps.IndexOfAnyInRange(0, axis.Length - 1)];
            foreach (ref var tap in taps) if (tap < 0 || tap >= axis.Length) tap = inside;
        }

        return places;
    }

    private static Op Windowed(LoweringContext context, OpKind kind, Op x, WindowAxis ys, WindowAxis xs)
    {
        var op = context.New(kind, new(x.Shape.C, ys.Count, xs.Count), x);
        op.Kernel = new(ys.Kernel, xs.Kernel);
        op.Stride = new(ys.Stride, xs.Stride);
        op.PadBegin = new(ys.Begin, xs.Begin);
        op.PadEnd = new(ys.End + ys.Overhang, xs.End + xs.Overhang);
        return op;
    }

    private static Value Shaped(Value value, Op op) => value.Rank == 4 ? Value.Of(op) : Value.Of(op, View.Of(1, op.Shape.C, op.Shape.W));

    private static bool IsPositive(Op op)
    {
        while (op.Kind is OpKind.MaxPool or OpKind.AveragePool) op = op.Inputs[0];
        return op.Kind == OpKind.Activation && op.Activation is ActivationKind.Relu or ActivationKind.Relu6 or ActivationKind.Sigmoid
            or ActivationKind.HardSigmoid or ActivationKind.Softplus or ActivationKind.Exp;
    }
}
