using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Softmax and its logarithm: of one row the operator of the closed set, elsewhere written out.</summary>
internal static class Softmaxes
{
    private const int FirstOverOneAxis = 13;

    public static Value Softmax(LoweringContext context) => Run(context, OpKind.Softmax, (x, axes) =>
    {
        var exponentials = Exponentials(context, x, axes);
        var sum = Elementwise.Activation(context, Reduction.Sum(context, exponentials, axes), ActivationKind.Power, -1);
        return Elementwise.Multiply(context, exponentials, sum);
    });

    public static Value LogSoftmax(LoweringContext context) => Run(context, OpKind.LogSoftmax, (x, axes) =>
    {
        var shifted = Elementwise.Subtract(context, x, Reduction.Max(context, x, axes));
        var sum = Reduction.Sum(context, Elementwise.Activation(context, shifted, ActivationKind.Exp), axes);
        return Elementwise.Subtract(context, shifted, Elementwise.Activation(context, sum, ActivationKind.Log));
    });

    /// <summary>The logarithm, which of a softmax is computed as one: probabilities too small for a float have a logarithm all the same.</summary>
    public static Op Log(LoweringContext context, Op x) => x.Kind == OpKind.Softmax
        ? context.New(OpKind.LogSoftmax, x.Shape, x.Inputs[0]) : context.Activation(x, ActivationKind.Log);

    private static Value Exponentials(LoweringContext context, Value x, int[] axes) =>
        Elementwise.Activation(context, Elementwise.Subtract(context, x, Reduction.Max(context, x, axes)), ActivationKind.Exp);

    private static Value Run(LoweringContext context, OpKind kind, Func<Value, int[], Value> written)
    {
        var x = context[0];
        if (x.Constant is not null) throw new ConversionException("of constants is not supported");

        // Before operator set 13 the tensor was seen as a matrix whose rows begin at the axis.
        var old = context.Node.Opset < FirstOverOneAxis;
        var axis = context.Axis("axis", old ? 1 : -1, x.Rank);
        int[] axes = old ? [.. Enumerable.Range(axis, x.Rank - axis)] : [axis];
        context.RefuseBatch(x, axes);
        if (x.View.Count != axes.Aggregate(1, (count, a) => count * x.Shape[a])) return written(x, axes);
        var row = context.Arrange(x.Source, x.View, new(x.View.Count, 1, 1));
        return Value.Of(context.New(kind, row.Shape, row), View.Of(x.Shape));
    }
}
