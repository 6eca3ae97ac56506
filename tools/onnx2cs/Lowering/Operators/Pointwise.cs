using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Values;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering.Operators;

/// <summary>Functions of single elements: what the closed set of activations lacks is made of those that it has.</summary>
internal static class Pointwise
{
    /// <summary>An activation of the closed set; <paramref name="fold"/> computes it on constants, where exporters leave any.</summary>
    public static Func<LoweringContext, Value> Of(ActivationKind kind, double alpha = 0, Func<double, double>? fold = null) =>
        Of(fold ?? (_ => throw new ConversionException("of a constant is not supported")), (context, x) => context.Activation(x, kind, alpha));

    /// <summary>A function with a lowering of its own; on whole numbers it is what it is on floats.</summary>
    public static Func<LoweringContext, Value> Of(Func<double, double> fold, Func<LoweringContext, Op, Op> lower) => context =>
        context[0].Constant is { } constant ? Folding.Unary(constant, fold) : Elementwise.Map(context[0], x => lower(context, x)).As(context[0].Type);

    public static double Abs(double x) => Math.Abs(x);

    public static Op Abs(LoweringContext context, Op x) => context.New(
        OpKind.Add, x.Shape, context.Activation(x, ActivationKind.Relu), context.Activation(context.Affine(x, -1, 0), ActivationKind.Relu));

    /// <summary>1 above 0, -1 below.</summary>
    public static Op Sign(LoweringContext context, Op x) => context.New(
        OpKind.Add, x.Shape, context.Activation(x, ActivationKind.Step),
        context.Affine(context.Activation(context.Affine(x, -1, 0), ActivationKind.Step), -1, 0));

    // The nearest whole number is at most half away: rounding the middle of the unit that x lies in gives its end, except at whole numbers.
    public static Op Floor(LoweringContext context, Op x)
    {
        var nearest = context.Activation(x, ActivationKind.Round);
        var above = context.Activation(context.New(OpKind.Add, x.Shape, nearest, context.Affine(x, -1, 0)), ActivationKind.Step);
        return context.New(OpKind.Add, x.Shape, nearest, context.Affine(above, -1, 0));
    }

    public static Op Ceil(LoweringContext context, Op x) => context.Affine(Floor(context, context.Affine(x, -1, 0)), -1, 0);

    public static Value LeakyRelu(LoweringContext context) => Map(context, (c, x) => Leaky(c, x, c.Node.Float("alpha", 0.01f)));

    public static Value Elu(LoweringContext context) => Map(context, (c, x) => c.Activation(x, ActivationKind.Elu, c.Node.Float("alpha", 1)));

    /// <summary>alpha * elu(x / alpha).</summary>
    public static Value Celu(LoweringContext context)
    {
        var alpha = context.Node.Float("alpha", 1);
        if (alpha == 0) throw new ConversionException("with an alpha of 0 is not supported");
        return Map(context, (c, x) => c.Affine(c.Activation(c.Affine(x, 1 / alpha, 0), ActivationKind.Elu, 1), alpha, 0));
    }

    public static Value Selu(LoweringContext context)
    {
        var (alpha, gamma) = (context.Node.Float("alpha", 1.67326319217681884765625), context.Node.Float("gamma", 1.05070102214813232421875));
        return Map(context, (c, x) => c.Affine(c.Activation(x, ActivationKind.Elu, alpha), gamma, 0));
    }

    /// <summary>By the error function, or by its approximation with a hyperbolic tangent: x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x^3)).</summary>
    public static Value Gelu(LoweringContext context) => context.Node.Text("approximate", "none") == "tanh"
        ? FastGelu(context) : Map(context, (c, x) => c.Activation(x, ActivationKind.Gelu));

    public static Value FastGelu(LoweringContext context) => Elementwise.Map(Biased(context), x =>
    {
        var cube = context.Affine(context.Activation(x, ActivationKind.Power, 3), 0.044715, 0);
        return Gate(context, x, context.Affine(context.New(OpKind.Add, x.Shape, x, cube), 2 * Math.Sqrt(2 / Math.PI), 0), ActivationKind.Sigmoid);
    });

    /// <summary>x + bias by the error function (ONNX Runtime's BiasGelu).</summary>
    public static Value BiasGelu(LoweringContext context) => Elementwise.Activation(context, Biased(context), ActivationKind.Gelu);

    /// <summary>x * sigmoid(alpha * x): Swish of operator set 24, and ONNX Runtime's QuickGelu.</summary>
    public static Func<LoweringContext, Value> Swish(double alpha) => context =>
    {
        var factor = context.Node.Float("alpha", alpha);
        return Map(context, (c, x) => factor == 1 ? c.Activation(x, ActivationKind.Silu) : Gate(c, x, c.Affine(x, factor, 0), ActivationKind.Sigmoid));
    };

    /// <summary>x * tanh(softplus(x)).</summary>
    public static Value Mish(LoweringContext context) =>
        Map(context, (c, x) => Gate(c, x, c.Activation(x, ActivationKind.Softplus), ActivationKind.Tanh));

    /// <summary>x / (1 + |x|).</summary>
    public static Value Softsign(LoweringContext context) => Map(context, (c, x) =>
        c.New(OpKind.Multiply, x.Shape, x, c.Activation(c.Affine(Abs(c, x), 1, 1), ActivationKind.Power, -1)));

    /// <summary>x above alpha, 0 elsewhere.</summary>
    public static Value ThresholdedRelu(LoweringContext context)
    {
        var alpha = context.Node.Float("alpha", 1);
        return Map(context, (c, x) => Gate(c, x, c.Affine(x, 1, -alpha), ActivationKind.Step));
    }

    /// <summary>x + bias below -lambd, x - bias above lambd, 0 between.</summary>
    public static Value Shrink(LoweringContext context)
    {
        var (lambda, bias) = (context.Node.Float("lambd", 0.5), context.Node.Float("bias", 0));
        return Map(context, (c, x) => c.New(
            OpKind.Add, x.Shape, Gate(c, c.Affine(x, 1, -bias), c.Affine(x, 1, -lambda), ActivationKind.Step),
            Gate(c, c.Affine(x, 1, bias), c.Affine(x, -1, -lambda), ActivationKind.Step)));
    }

    /// <summary>A slope for each channel, or for each element: relu(x) - slope * relu(-x).</summary>
    public static Value PRelu(LoweringContext context)
    {
        var (value, slope) = (context.Result(0), context.Constant(1));

        // Before operator set 7 a slope of one axis lay along the channels.
        if (slope.Rank == 1 && slope.Values.Length > 1 && context.Node.Opset < 7)
            slope = slope.Reshape([slope.Values.Length, .. Enumerable.Repeat(1, value.Rank - 2)]);
        if (slope.Values.All(number => number == slope.Values[0])) return Elementwise.Map(value, x => Leaky(context, x, slope.Values[0]));
        var below = Elementwise.Activation(context, Elementwise.Affine(context, value, -1, 0), ActivationKind.Relu);
        var scaled = Elementwise.Affine(context, below, new OnnxTensor(slope.Shape, Array.ConvertAll(slope.Values, x => -x)), null);
        return Elementwise.Add(context, Elementwise.Activation(context, value, ActivationKind.Relu), scaled);
    }

    public static Value Clip(LoweringContext context)
    {
        var least = context.Number("min", 1) ?? double.NegativeInfinity;
        var most = context.Number("max", 2) ?? double.PositiveInfinity;
        if (context[0].Constant is { } constant) return Folding.Unary(constant, x => Math.Min(Math.Max(x, least), most));

        // The specification lets the upper bound win where the two are exchanged.
        return Clamp(context, context[0], Math.Min(least, most), most);
    }

    public static Value Clamp(LoweringContext context, Value value, double least, double most)
    {
        if (double.IsNaN(least) || double.IsNaN(most)) throw new ConversionException("to a bound that is not a number");
        if (least <= float.MinValue && most >= float.MaxValue) return value;
        return Elementwise.Map(value, x => (least, most) switch
        {
            (0, 6) => context.Activation(x, ActivationKind.Relu6),
            (0, >= float.MaxValue) => context.Activation(x, ActivationKind.Relu),
            _ => context.Activation(
                x, ActivationKind.Clip, Math.Clamp(least, float.MinValue, float.MaxValue), Math.Clamp(most, float.MinValue, float.MaxValue)),
        }).As(value.Type);
    }

    /// <summary>With other parameters than the usual 1/6 and 1/2 it is what it says: a line, clipped.</summary>
    public static Value HardSigmoid(LoweringContext context)
    {
        var (alpha, beta) = (context.Node.Float("alpha", 0.2f), context.Node.Float("beta", 0.5f));
        var usual = Math.Abs(alpha - (1.0 / 6)) < 1e-6 && Math.Abs(beta - 0.5) < 1e-6;
        return Map(context, (c, x) => usual ? c.Activation(x, ActivationKind.HardSigmoid)
            : c.Activation(c.Affine(x, alpha, beta), ActivationKind.Clip, 0, 1));
    }

    private static Op Leaky(LoweringContext context, Op x, double slope) =>
        slope == 0 ? context.Activation(x, ActivationKind.Relu) : context.Activation(x, ActivationKind.LeakyRelu, slope);

    private static Op Gate(LoweringContext context, Op x, Op argument, ActivationKind kind) =>
        context.New(OpKind.Multiply, x.Shape, x, context.Activation(argument, kind));

    private static Value Biased(LoweringContext context) => context.Optional(1) is { } bias ? Arithmetic.Add(context, context.Result(0), bias) : context.Result(0);

    private static Value Map(LoweringContext context, Func<LoweringContext, Op, Op> function) =>
        Elementwise.Map(context.Result(0), x => function(context, x));
}
