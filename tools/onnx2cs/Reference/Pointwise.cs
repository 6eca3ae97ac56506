using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>Functions of single elements.</summary>
internal static class Pointwise
{
    /// <summary>Those without attributes, by the name of their operator.</summary>
    public static IReadOnlyDictionary<string, Func<double, double>> Plain { get; } =
        new Dictionary<string, Func<double, double>>(StringComparer.Ordinal)
    {
        ["Abs"] = Math.Abs,
        ["Acos"] = Math.Acos,
        ["Acosh"] = Math.Acosh,
        ["Asin"] = Math.Asin,
        ["Asinh"] = Math.Asinh,
        ["Atan"] = Math.Atan,
        ["Atanh"] = Math.Atanh,
        ["Ceil"] = Math.Ceiling,
        ["Cos"] = Math.Cos,
        ["Cosh"] = Math.Cosh,
        ["Erf"] = Reference.Erf.Of,
        ["Exp"] = Math.Exp,
        ["Floor"] = Math.Floor,
        ["HardSwish"] = x => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ["Log"] = Math.Log,
        ["Mish"] = x => x * Math.Tanh(Softplus(x)),
        ["Neg"] = x => -x,
        ["Reciprocal"] = x => 1 / x,
        ["Relu"] = x => Math.Max(x, 0),
        ["Round"] = Math.Round, // a half goes to the even neighbour
        ["Sigmoid"] = Sigmoid,
        ["Sign"] = x => double.IsNaN(x) ? x : Math.Sign(x),
        ["Sin"] = Math.Sin,
        ["Sinh"] = Math.Sinh,
        ["Softplus"] = Softplus,
        ["Softsign"] = x => x / (1 + Math.Abs(x)),
        ["Sqrt"] = Math.Sqrt,
        ["Tan"] = Math.Tan,
        ["Tanh"] = Math.Tanh,
    };

    /// <summary>A function of single elements; whole numbers wrap round in their type, as the negative of the least one does.</summary>
    public static Func<Arguments, OnnxTensor> Of(Func<double, double> function) =>
        a => a[0].Type is var type && type.IsInteger() ? a[0].Map(x => Whole.Wrap(type, function(x))) : a[0].Map(function);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    public static OnnxTensor BitwiseNot(Arguments a) => a[0].Map(x => Whole.Wrap(a[0].Type, ~(long)x));

    public static OnnxTensor LeakyRelu(Arguments a)
    {
        var slope = a.Node.Float("alpha", 0.01f);
        return a[0].Map(x => x < 0 ? slope * x : x);
    }

    public static OnnxTensor HardSigmoid(Arguments a)
    {
        var (alpha, beta) = (a.Node.Float("alpha", 0.2f), a.Node.Float("beta", 0.5f));
        return a[0].Map(x => Math.Clamp((alpha * x) + beta, 0, 1));
    }

    public static OnnxTensor Clip(Arguments a)
    {
        var least = a.Scalar("min", 1) ?? double.NegativeInfinity;
        var most = a.Scalar("max", 2) ?? double.PositiveInfinity;
        return a[0].Map(x => Math.Min(Math.Max(x, least), most));
    }

    /// <summary>max(0, x) + min(0, alpha (exp(x / alpha) - 1)).</summary>
    public static OnnxTensor Celu(Arguments a)
    {
        var alpha = a.Node.Float("alpha", 1);
        return a[0].Map(x => Math.Max(0, x) + Math.Min(0, alpha * (Math.Exp(x / alpha) - 1)));
    }

    /// <summary>x sigmoid(alpha x); "QuickGelu" of ONNX Runtime is the same with another default.</summary>
    public static Func<Arguments, OnnxTensor> Swish(float alpha) => a =>
    {
        var factor = a.Node.Float("alpha", alpha);
        return a[0].Map(x => x * Sigmoid(factor * x));
    };

    public static OnnxTensor ThresholdedRelu(Arguments a)
    {
        var alpha = a.Node.Float("alpha", 1);
        return a[0].Map(x => x > alpha ? x : 0);
    }

    /// <summary>Nearer to zero by a bias beyond a threshold, zero within.</summary>
    public static OnnxTensor Shrink(Arguments a)
    {
        var (threshold, bias) = (a.Node.Float("lambd", 0.5f), a.Node.Float("bias", 0));
        return a[0].Map(x => x < -threshold ? x + bias : x > threshold ? x - bias : 0);
    }
}
