using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Comparisons and choices. What depends on the image is 1 where it is true and 0 where not, so that logic is arithmetic.</summary>
internal static class Comparison
{
    public static Func<LoweringContext, Value> Of(Func<double, double, bool> fold, Func<LoweringContext, Value, Value, Value> lower) => context =>
    {
        var (a, b) = (context[0], Arithmetic.Second(context));
        return a.Constant is { } left && b.Constant is { } right
            ? Folding.Binary(left, right, (x, y) => fold(x, y) ? 1 : 0, ElementType.Bool) : lower(context, a, b).As(ElementType.Bool);
    };

    /// <summary>a > b.</summary>
    public static Value Greater(LoweringContext context, Value a, Value b) =>
        Elementwise.Activation(context, Arithmetic.Sub(context, a, b), ActivationKind.Step);

    public static Value Less(LoweringContext context, Value a, Value b) => Greater(context, b, a);

    public static Value GreaterOrEqual(LoweringContext context, Value a, Value b) => Not(context, Greater(context, b, a));

    public static Value LessOrEqual(LoweringContext context, Value a, Value b) => Not(context, Greater(context, a, b));

    public static Value Equal(LoweringContext context, Value a, Value b) => And(context, GreaterOrEqual(context, a, b), LessOrEqual(context, a, b));

    public static Value And(LoweringContext context, Value a, Value b) => Arithmetic.Mul(context, a.As(ElementType.Bool), b.As(ElementType.Bool));

    public static Value Or(LoweringContext context, Value a, Value b) => Not(context, And(context, Not(context, a), Not(context, b)));

    public static Value Xor(LoweringContext context, Value a, Value b) => Not(context, Equal(context, a, b));

    public static Value Not(LoweringContext context) => Not(context, context[0]);

    /// <summary>1 where x is 0, and 0 where it is 1.</summary>
    public static Value Not(LoweringContext context, Value x) => x.Constant is { } constant ? Folding.Unary(constant, value => value == 0 ? 1 : 0)
        : Elementwise.Affine(context, x, -1, 1).As(ElementType.Bool);

    public static Value Where(LoweringContext context) => context.IsConstant
        ? Folding.Where(context.Constant(0), context.Constant(1), context.Constant(2)) : Choose(context, context[0], context[1], context[2]);

    /// <summary>a where the condition is 1, b where it is 0.</summary>
    public static Value Choose(LoweringContext context, Value condition, Value a, Value b)
    {
        // Where(x > 0, x, 0) needs no second product.
        var chosen = IsZero(a) ? null : Arithmetic.Mul(context, condition, a);
        var other = IsZero(b) ? null : Arithmetic.Mul(context, Not(context, condition), b);
        var shape = View.Broadcast(View.Broadcast(condition.Shape, a.Shape), b.Shape);
        var result = chosen is null ? other ?? Elementwise.Affine(context, condition, 0, 0) : other is null ? chosen : Sum(context, chosen, other);
        return result.Move(view => view.BroadcastTo(shape)).As(a.Type);
    }

    // No residual block ends here, so this is no Arithmetic.Add.
    private static Value Sum(LoweringContext context, Value a, Value b) => b.Constant is { } shift ? Elementwise.Affine(context, a, null, shift)
        : a.Constant is { } first ? Elementwise.Affine(context, b, null, first) : Elementwise.Add(context, a, b);

    private static bool IsZero(Value value) => value.Constant is { } constant && Array.TrueForAll(constant.Values, x => x == 0);
}
