using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>
/// QuantizeLinear and DequantizeLinear on activations. The network is computed in floats with the values rounded where the quantised one rounds them.
/// </summary>
internal static class LowerQuantisation
{
    public static Value Quantize(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var (scale, zero) = Quantisation.Parameters(call.Constants, x.Shape.Length);
        var (least, most) = Quantisation.Range(call.Constants);
        var offset = zero.Values[0];
        if (zero.Values.Any(value => value != offset)) throw new ConversionException("with zero points that differ is not supported");
        var scaled = Constants.ScaleShift(call, x, scale, s => (1 / s, 0));
        var rounded = call.Activation(scaled.Op!, ActivationKind.Round);
        var clipped = call.Activation(rounded, ActivationKind.Clip, least - offset, most - offset);
        return x.With(call.Affine(clipped, 1, offset));
    }

    public static Value Dequantize(Call call)
    {
        call.RequireConstants(1);
        var x = call.Edge(0);
        var (scale, zero) = Quantisation.Parameters(call.Constants, x.Shape.Length);
        return Constants.ScaleShift(call, Constants.ScaleShift(call, x, zero, z => (1, -z)), scale, s => (s, 0));
    }
}
