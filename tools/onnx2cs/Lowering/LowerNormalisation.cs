using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Normalisations: by stored statistics, over channels, and over neighbouring channels.</summary>
internal static class LowerNormalisation
{
    public static Value Batch(Call call)
    {
        call.RequireConstants(1);
        var (x, a) = (call.Edge(0), call.Constants);
        var (scale, shift) = Reference.BatchNormalization.Affine(call.Node, a[1], a[2], a[3], a[4]);
        if (x.ChannelAxis != 1 || scale.Length != x.Op!.Shape.C)
            throw new ConversionException($"of {scale.Length} channels does not fit its input {OnnxTensor.Describe(x.Shape)}");
        return x.With(call.Affine(x.Op, scale, shift));
    }

    public static Value Layer(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var axis = Arguments.Axis(call.Node.Integer("axis", -1), x.Shape.Length);
        var channels = x.Op!.Shape.C;
        if (axis != x.ChannelAxis || axis != x.Shape.Length - 1)
            throw new ConversionException("over anything but the channels of each pixel is not supported");
        var (scale, shift) = (call.Constants[1].Values, call.Constants.Optional(2)?.Values ?? new double[channels]);
        if (scale.Length != channels || shift.Length != channels) throw new ConversionException("has parameters that do not fit its input");
        return x.With(Layer(call, x.Op, scale, shift, call.Node.Float("epsilon", 1e-5f)));
    }

    public static Op Layer(Call call, Op x, double[] scale, double[] shift, double epsilon)
    {
        var op = call.New(OpKind.LayerNorm, x.Shape, x);
        (op.Weight, op.Bias, op.Epsilon) = (scale, shift, epsilon);
        return op;
    }

    /// <summary>The sum over a window of channels is a convolution with ones along the diagonal.</summary>
    public static Value LocalResponse(Call call)
    {
        var x = call.Image(0);
        var channels = x.Shape.C;
        var (alpha, beta, bias, window) = Lrn.Parameters(call.Node);
        var weight = new double[Allowance.Take([channels, channels])];
        for (var c = 0; c < channels; c++)
        {
            var (first, last) = Lrn.Window(c, channels, window);
            weight.AsSpan((c * channels) + first, last - first + 1).Fill(alpha / window);
        }
        var square = call.Activation(x, ActivationKind.Power, 2);
        var sums = call.Pointwise(square, channels, weight, [.. Enumerable.Repeat(bias, channels)]);
        return Value.Of(call.New(OpKind.Multiply, x.Shape, x, call.Activation(sums, ActivationKind.Power, -beta)));
    }
}
