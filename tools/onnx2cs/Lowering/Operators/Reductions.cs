using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Reductions over any axes but the batch.</summary>
internal static class Reductions
{
    public static Value Mean(LoweringContext context) => Run(context, items => items.Average(), Reduction.Mean);

    public static Value Sum(LoweringContext context) => Run(context, items => items.Sum(), Reduction.Sum);

    public static Value Max(LoweringContext context) => Run(context, items => items.Max(), Reduction.Max);

    public static Value Min(LoweringContext context) => Run(context, items => items.Min(), Reduction.Min);

    public static Value SumSquare(LoweringContext context) => Run(context, items => items.Sum(x => x * x), (c, x, axes) =>
        Reduction.Sum(c, Elementwise.Activation(c, x, ActivationKind.Power, 2), axes));

    public static Value L1(LoweringContext context) => Run(context, items => items.Sum(Math.Abs), (c, x, axes) =>
        Reduction.Sum(c, Elementwise.Map(x, op => Pointwise.Abs(c, op)), axes));

    public static Value L2(LoweringContext context) => Run(context, items => Math.Sqrt(items.Sum(x => x * x)), (c, x, axes) =>
        Elementwise.Activation(c, Reduction.Sum(c, Elementwise.Activation(c, x, ActivationKind.Power, 2), axes), ActivationKind.Power, 0.5));

    public static Value LogSum(LoweringContext context) => Run(context, items => Math.Log(items.Sum()), (c, x, axes) =>
        Elementwise.Activation(c, Reduction.Sum(c, x, axes), ActivationKind.Log));

    public static Value LogSumExp(LoweringContext context) => Run(context, LogSumExp, (c, x, axes) =>
    {
        // The largest is taken out, so that no exponential overflows.
        var largest = Reduction.Max(c, x, axes);
        var exponentials = Elementwise.Activation(c, Elementwise.Subtract(c, x, largest), ActivationKind.Exp);
        return Elementwise.Add(c, Elementwise.Activation(c, Reduction.Sum(c, exponentials, axes), ActivationKind.Log), largest);
    });

    public static Value Product(LoweringContext context) => Run(context, items => items.Aggregate(1.0, (a, b) => a * b), (_, _, _) =>
        throw new ConversionException("of values that depend on the image is not supported"));

    private static double LogSumExp(double[] items)
    {
        var most = items.Max();
        return most + Math.Log(items.Sum(x => Math.Exp(x - most)));
    }

    private static Value Run(LoweringContext context, Func<double[], double> fold, Func<LoweringContext, Value, IReadOnlyCollection<int>, Value> lower)
    {
        var x = context[0];
        var axes = Axes(context, x.Rank);
        Value result;
        if (x.Constant is { } constant) result = Folding.Reduce(constant, axes, fold);
        else
        {
            context.RefuseBatch(x, axes);
            result = axes.Count == 0 ? x : lower(context, x, axes);
        }

        return context.Node.Integer("keepdims", 1) != 0 ? result : result.Move(view => view.Without(axes));
    }

    private static HashSet<int> Axes(LoweringContext context, int rank)
    {
        var axes = context.Integers("axes", 1);
        if (axes is null or { Length: 0 }) return context.Node.Integer("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
        return [.. axes.Select(axis => LoweringContext.Axis(axis, rank))];
    }
}
