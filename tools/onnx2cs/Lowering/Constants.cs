using Freeze.Onnx2Cs.Onnx;
using Freeze.Onnx2Cs.Reference;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>Constants that meet activations: one number for all of them, or one for each channel.</summary>
internal static class Constants
{
    public static Value ScaleShift(Call call, Value x, OnnxTensor constant, Func<double, (double Scale, double Shift)> of)
    {
        var pairs = PerChannel(x, constant).Select(of).ToArray();
        return x.With(call.Affine(x.Op!, [.. pairs.Select(pair => pair.Scale)], [.. pairs.Select(pair => pair.Shift)]));
    }

    /// <summary>The constant's value for each channel.</summary>
    public static double[] PerChannel(Value x, OnnxTensor constant)
    {
        if (x.Op is null) throw new ConversionException("has more inputs than it can have");
        var channels = x.Op.Shape.C;
        var fits = constant.Rank <= x.Shape.Length && Broadcasting.Shape(x.Shape, constant.Shape).AsSpan().SequenceEqual(x.Shape);
        if (fits && constant.Values.Length == 1) return [.. Enumerable.Repeat(constant.Values[0], channels)];

        // Every axis of the constant but the channels' must have length 1, or the result would differ from pixel to pixel.
        int[] lengths = [.. Enumerable.Repeat(1, Math.Max(0, x.Shape.Length - constant.Rank)), .. constant.Shape];
        if (!fits || x.ChannelAxis < 0 || lengths.Where((length, axis) => axis != x.ChannelAxis && length != 1).Any())
            throw new ConversionException(
                $"with a constant of shape {OnnxTensor.Describe(constant.Shape)} on {OnnxTensor.Describe(x.Shape)} is not supported");
        return constant.Values;
    }
}
