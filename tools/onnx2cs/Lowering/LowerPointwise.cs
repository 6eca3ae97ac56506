using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Activations.</summary>
internal static class LowerPointwise
{
    public static Func<Call, Value> Of(ActivationKind kind) => call => Activate(call, call.Edge(0), kind);

    public static Value Activate(Call call, Value x, ActivationKind kind)
    {
        var op = call.New(OpKind.Activation, x.Op!.Shape, x.Op);
        op.Activation = kind;
        return x.With(op);
    }

    public static Value Clip(Call call)
    {
        call.RequireConstants(1);
        var least = call.Constants.Scalar("min", 1) ?? double.NegativeInfinity;
        var most = call.Constants.Scalar("max", 2) ?? double.PositiveInfinity;
        if (least <= float.MinValue && most >= float.MaxValue) return call.Edge(0);
        return (least, most) switch
        {
            (0, 6) => Activate(call, call.Edge(0), ActivationKind.Relu6),
            (0, >= float.MaxValue) => Activate(call, call.Edge(0), ActivationKind.Relu),
            _ => throw new ConversionException("to a range other than 0 to 6 or 0 to infinity is not supported"),
        };
    }

    public static Value HardSigmoid(Call call)
    {
        var (alpha, beta) = (call.Node.Float("alpha", 0.2f), call.Node.Float("beta", 0.5f));
        if (Math.Abs(alpha - (1.0 / 6)) > 1e-6 || Math.Abs(beta - 0.5) > 1e-6)
            throw new ConversionException("with a slope other than 1/6 or an offset other than 1/2 is not supported");
        return Activate(call, call.Edge(0), ActivationKind.HardSigmoid);
    }

    public static Value Softmax(Call call)
    {
        var x = call.Edge(0);
        var axis = Reference.Arguments.Axis(call.Node.Integer("axis", call.Node.Opset < 13 ? 1 : -1), x.Shape.Length);
        var channels = x.Op!.Shape;
        if (channels.H * channels.W != 1 || OnnxTensor.Count(x.Shape.AsSpan(axis)) != channels.C || x.Shape[axis] != channels.C)
            throw new ConversionException("over anything but the channels of a single pixel is not supported");
        return x.With(call.New(OpKind.Softmax, channels, x.Op));
    }
}
