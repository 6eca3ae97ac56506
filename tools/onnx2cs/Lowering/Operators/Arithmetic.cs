using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Sums, products, powers, maxima and minima of two or more values.</summary>
internal static class Arithmetic
{
    public static Value Add(LoweringContext context) => Add(context, context[0], Second(context));

    public static Value Add(LoweringContext context, Value a, Value b)
    {
        if (a.Constant is { } left && b.Constant is { } right) return Folding.Binary(left, right, (x, y) => x + y);
        Unsigned(a, b);
        if (b.Constant is { } shift) return Elementwise.Affine(context, a, null, shift);
        if (a.Constant is { } first) return Elementwise.Affine(context, b, null, first);
        var sum = Elementwise.Add(context, a, b);
        sum.Source.IsJoin = a.Source.Shape == b.Source.Shape && sum.Source.Inputs.TrueForAll(input => input == a.Source || input == b.Source);
        return sum;
    }

    public static Value Sub(LoweringContext context) => Sub(context, context[0], Second(context));

    public static Value Sub(LoweringContext context, Value a, Value b)
    {
        if (a.Constant is { } left && b.Constant is { } right) return Folding.Binary(left, right, (x, y) => x - y);
        Unsigned(a, b);
        if (b.Constant is { } shift) return Elementwise.Affine(context, a, null, Negated(shift));
        return a.Constant is { } first ? Elementwise.Affine(context, Elementwise.Affine(context, b, -1, 0), null, first)
            : Elementwise.Subtract(context, a, b);
    }

    public static Value Mul(LoweringContext context) => Mul(context, context[0], Second(context));

    public static Value Mul(LoweringContext context, Value a, Value b)
    {
        if (a.Constant is { } left && b.Constant is { } right) return Folding.Binary(left, right, (x, y) => x * y);
        Unsigned(a, b);
        if (b.Constant is { } scale) return Elementwise.Affine(context, a, scale, null);
        return a.Constant is { } first ? Elementwise.Affine(context, b, first, null) : Elementwise.Multiply(context, a, b);
    }

    public static Value Div(LoweringContext context)
    {
        var (a, b) = (context[0], Second(context));
        var whole = a.Type.IsInteger();
        if (b.Constant is { } divisor && divisor.Values.Contains(0)) throw new ConversionException("divides by zero");
        if (a.Constant is { } left && b.Constant is { } right)
            return Folding.Binary(left, right, whole ? (x, y) => Math.Truncate(x / y) : (x, y) => x / y);
        if (whole) throw new ConversionException("of whole numbers that depend on the image is not supported; cast them to float first");
        if (b.Constant is { } constant) return Elementwise.Affine(context, a, new OnnxTensor(constant.Shape, Array.ConvertAll(constant.Values, x => 1 / x)), null);
        return Mul(context, a, Elementwise.Activation(context, b, ActivationKind.Power, -1));
    }

    public static Value Pow(LoweringContext context)
    {
        var (a, b) = (context[0], Second(context));
        if (a.Constant is { } left && b.Constant is { } right)
            return Folding.Binary(left, right, left.Type.IsInteger() ? (x, y) => Math.Truncate(Math.Pow(x, y)) : Math.Pow);
        if (b.Constant is not { } exponents || exponents.Values.Length == 0 || exponents.Values.Any(exponent => exponent != exponents.Values[0]))
            throw new ConversionException("with an exponent that is not one constant number is not supported");
        var x = a.Move(view => view.BroadcastTo(View.Broadcast(view.Shape, exponents.Shape)));
        return exponents.Values[0] == 1 ? x : Elementwise.Activation(context, x, ActivationKind.Power, exponents.Values[0]);
    }

    /// <summary>The remainder, of constants alone: it has the sign of the divisor, or with fmod that of the dividend.</summary>
    public static Value Mod(LoweringContext context)
    {
        var dividend = context.Node.Integer("fmod", 0) != 0;
        return Folding.Binary(context.Constant(0), context.Constant(1), (x, y) => y == 0 ? throw new ConversionException("divides by zero")
            : dividend ? x % y : x - (y * Math.Floor(x / y)));
    }

    public static Value Sum(LoweringContext context) => Fold(context, Add);

    public static Value Mean(LoweringContext context)
    {
        var sum = Sum(context);
        return sum.Constant is { } constant ? Folding.Unary(constant, x => x / context.Count) : Elementwise.Affine(context, sum, 1.0 / context.Count, 0);
    }

    public static Value Max(LoweringContext context) => Fold(context, (c, a, b) => Extremum(c, a, b, sign: 1));

    public static Value Min(LoweringContext context) => Fold(context, (c, a, b) => Extremum(c, a, b, sign: -1));

    // With one number it clips. Otherwise each element is one of the two, whichever a step of their difference says: b + relu(a - b) would lose digits where
    // one of them is large, as masks are.
    private static Value Extremum(LoweringContext context, Value a, Value b, int sign)
    {
        if (a.Constant is { } left && b.Constant is { } right) return Folding.Binary(left, right, sign > 0 ? Math.Max : Math.Min);
        if (a.Constant is not null) (a, b) = (b, a);
        if (b.Constant is { Values: [var bound, ..] } bounds && bounds.Values.All(value => value == bound))
        {
            var x = a.Move(view => view.BroadcastTo(View.Broadcast(view.Shape, bounds.Shape)));
            return sign > 0 ? Pointwise.Clamp(context, x, bound, double.PositiveInfinity) : Pointwise.Clamp(context, x, double.NegativeInfinity, bound);
        }

        var first = Comparison.Greater(context, sign > 0 ? a : b, sign > 0 ? b : a);
        return Comparison.Choose(context, first, a, b);
    }

    /// <summary>The second operand, which operator set 6 could align at an axis where newer ones align the ends.</summary>
    public static Value Second(LoweringContext context)
    {
        var (a, b) = (context[0], context[1]);
        if (context.Node.Opset >= 7 || !context.Node.Has("axis")) return b;
        var after = a.Rank - context.Axis("axis", 0, a.Rank) - b.Rank;
        return after >= 0 ? context.Reshape(b, [.. b.Shape, .. Enumerable.Repeat(1, after)])
            : throw new ConversionException($"has an operand {OnnxTensor.Describe(b.Shape)} that does not fit at axis {context.Node.Integer("axis", 0)}");
    }

    private static Value Fold(LoweringContext context, Func<LoweringContext, Value, Value, Value> function)
    {
        // Results first, so that constants meet one of them.
        var values = context.All.OrderBy(value => value.Op is null).ToArray();
        var result = values[0];
        foreach (var value in values.Skip(1)) result = function(context, result, value);
        return result;
    }

    // Bytes would overflow, where floats do not.
    private static void Unsigned(Value a, Value b)
    {
        if (a.Type.Bits() == 8 && b.Type.Bits() == 8 && a.Type != ElementType.Bool)
            throw new ConversionException("of bytes that depend on the image is not supported; cast them to float first");
    }

    private static OnnxTensor Negated(OnnxTensor tensor) => new(tensor.Shape, Array.ConvertAll(tensor.Values, x => -x), tensor.Type);
}
