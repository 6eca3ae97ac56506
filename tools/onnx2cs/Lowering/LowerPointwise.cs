using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Functions of single elements.</summary>
internal static class LowerPointwise
{
    public static Func<Call, Value> Of(ActivationKind kind, double alpha = 0) => call => Map(call, x => call.Activation(x, kind, alpha));

    public static Value LeakyRelu(Call call) => Map(call, x => Leaky(call, x, call.Node.Float("alpha", 0.01f)));

    public static Value Elu(Call call) => Map(call, x => call.Activation(x, ActivationKind.Elu, call.Node.Float("alpha", 1)));

    /// <summary>By the error function, or by its approximation with a hyperbolic tangent: x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 * x^3)).</summary>
    public static Value Gelu(Call call)
    {
        if (call.Node.Text("approximate", "none") != "tanh") return Map(call, x => call.Activation(x, ActivationKind.Gelu));
        return Map(call, x =>
        {
            var cube = call.Affine(call.Activation(x, ActivationKind.Power, 3), Reference.Erf.Cubic, 0);
            var argument = call.Affine(call.New(OpKind.Add, x.Shape, x, cube), 2 * Math.Sqrt(2 / Math.PI), 0);
            return call.New(OpKind.Multiply, x.Shape, x, call.Activation(argument, ActivationKind.Sigmoid));
        });
    }

    public static Value Selu(Call call)
    {
        var (alpha, gamma) = Reference.Elu.SeluParameters(call.Node);
        return Map(call, x => call.Affine(call.Activation(x, ActivationKind.Elu, alpha), gamma, 0));
    }

    public static Value Neg(Call call) => Map(call, x => call.Affine(x, -1, 0));

    public static Value Abs(Call call) => Map(call, x => call.New(
        OpKind.Add, x.Shape, call.Activation(x, ActivationKind.Relu), call.Activation(call.Affine(x, -1, 0), ActivationKind.Relu)));

    /// <summary>A slope for each channel: relu(x) - slope * relu(-x).</summary>
    public static Value PRelu(Call call)
    {
        call.RequireConstants(1);
        var value = call.Edge(0);
        var slopes = Constants.PerChannel(value, Reference.PRelu.Slope(call.Constants, value.Shape.Length));
        if (slopes.Distinct().Count() == 1) return Map(call, x => Leaky(call, x, slopes[0]));
        return Map(call, x =>
        {
            var below = call.Activation(call.Affine(x, -1, 0), ActivationKind.Relu);
            var scaled = call.Affine(below, [.. slopes.Select(slope => -slope)], new double[slopes.Length]);
            return call.New(OpKind.Add, x.Shape, call.Activation(x, ActivationKind.Relu), scaled);
        });
    }

    public static Value Clip(Call call)
    {
        call.RequireConstants(1);
        var least = call.Constants.Scalar("min", 1) ?? double.NegativeInfinity;
        var most = call.Constants.Scalar("max", 2) ?? double.PositiveInfinity;
        return Map(call, x => Clamp(call, x, least, most));
    }

    public static Op Clamp(Call call, Op x, double least, double most)
    {
        if (least > most) throw new ConversionException($"to a range from {least} to {most} is not supported");
        if (least <= float.MinValue && most >= float.MaxValue) return x;
        return (least, most) switch
        {
            (0, 6) => call.Activation(x, ActivationKind.Relu6),
            (0, >= float.MaxValue) => call.Activation(x, ActivationKind.Relu),
            _ => call.Activation(x, ActivationKind.Clip, Math.Max(least, float.MinValue), Math.Min(most, float.MaxValue)),
        };
    }

    /// <summary>With other parameters than the usual 1/6 and 1/2 it is what it says: a line, clipped.</summary>
    public static Value HardSigmoid(Call call)
    {
        var (alpha, beta) = (call.Node.Float("alpha", 0.2f), call.Node.Float("beta", 0.5f));
        var usual = Math.Abs(alpha - (1.0 / 6)) < 1e-6 && Math.Abs(beta - 0.5) < 1e-6;
        return Map(call, x => usual ? call.Activation(x, ActivationKind.HardSigmoid)
            : call.Activation(call.Affine(x, alpha, beta), ActivationKind.Clip, 0, 1));
    }

    public static Value Softmax(Call call) => OverChannels(call, OpKind.Softmax);

    public static Value LogSoftmax(Call call) => OverChannels(call, OpKind.LogSoftmax);

    public static Value Max(Call call) => Extremum(call, sign: 1);

    public static Value Min(Call call) => Extremum(call, sign: -1);

    // With one number it clips; otherwise max(a, b) = b + relu(a - b), and min(a, b) = -max(-a, -b).
    private static Value Extremum(Call call, int sign)
    {
        var inputs = call.ResultsFirst();
        var result = inputs[0];
        foreach (var b in inputs.Skip(1))
        {
            var a = result;
            if (b.Constant is { } constant)
            {
                result = a.With(AgainstConstant(call, a.Op!, Constants.PerChannel(a, constant), sign));
                continue;
            }
            var difference = Binary.Of(call, OpKind.Add, a, b.With(call.Affine(b.Op!, -1, 0)));
            var above = call.Activation(sign > 0 ? difference.Op! : call.Affine(difference.Op!, -1, 0), ActivationKind.Relu);
            result = Binary.Of(call, OpKind.Add, difference.With(sign > 0 ? above : call.Affine(above, -1, 0)), b);
        }
        return result;
    }

    private static Op AgainstConstant(Call call, Op x, double[] bounds, int sign)
    {
        if (bounds.Distinct().Count() == 1)
            return sign > 0 ? Clamp(call, x, bounds[0], double.PositiveInfinity) : Clamp(call, x, double.NegativeInfinity, bounds[0]);
        double[] factors = [.. Enumerable.Repeat((double)sign, bounds.Length)];
        var over = call.Activation(call.Affine(x, factors, [.. bounds.Select(bound => -sign * bound)]), ActivationKind.Relu);
        return call.Affine(over, factors, bounds);
    }

    private static Op Leaky(Call call, Op x, double slope) =>
        slope == 0 ? call.Activation(x, ActivationKind.Relu) : call.Activation(x, ActivationKind.LeakyRelu, slope);

    private static Value Map(Call call, Func<Op, Op> function)
    {
        var x = call.Edge(0);
        return x.With(function(x.Op!));
    }

    private static Value OverChannels(Call call, OpKind kind)
    {
        var x = call.Edge(0);
        var axis = Arguments.Axis(call.Node.Integer("axis", call.Node.Opset < 13 ? 1 : -1), x.Shape.Length);
        var channels = x.Op!.Shape;
        if (channels.H * channels.W != 1 || OnnxTensor.Count(x.Shape.AsSpan(axis)) != channels.C || x.Shape[axis] != channels.C)
            throw new ConversionException("over anything but the channels of a single pixel is not supported");
        return x.With(call.New(kind, channels, x.Op));
    }
}
