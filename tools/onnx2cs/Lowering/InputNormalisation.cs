using Freeze.Generators.Specs;
using Freeze.Onnx2Cs.Lowering.Passes;
using Freeze.Onnx2Cs.Lowering.Values;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>How a pixel becomes what the layers read: (v / 255 - Mean) / Deviation for each channel, or a mean for each element.</summary>
/// <param name="Spec">The input as the definition states it.</param>
/// <param name="MeanImage">The mean of each element; null where there is one for each channel.</param>
internal sealed record InputNormalisation(InputSpec Spec, float[]? MeanImage)
{
    /// <summary>Joins the user's normalisation, or the plain numbers 0 to 255 that the model takes, with what the head of the graph does.</summary>
    public static InputNormalisation Of(Chw shape, FoldedInput folded, ConvertOptions options, bool bytes)
    {
        var each = folded.Shift.Length / shape.C;
        var means = new float[folded.Shift.Length];
        var deviations = new float[shape.C];
        for (var c = 0; c < shape.C; c++)
        {
            var source = folded.IsReversed ? shape.C - 1 - c : c;
            double mean = Value(options.Mean, source, 0), deviation = bytes ? 1.0 / 255 : Value(options.Std, source, 1);
            for (var i = 0; i < each; i++) means[(c * each) + i] = (float)(mean - (folded.Shift[(c * each) + i] * deviation / folded.Scale[c]));
            deviations[c] = (float)(deviation / folded.Scale[c]);
        }

        var spec = new InputSpec(shape.C, shape.H, shape.W, each == 1 ? means : new float[shape.C], deviations)
        {
            Order = folded.IsReversed ? ChannelOrderKind.Bgr : ChannelOrderKind.Rgb,
            MeanImage = each > 1,
        };
        return new(spec, each > 1 ? means : null);
    }

    private static double Value(IReadOnlyList<float>? values, int channel, double otherwise) =>
        values is null ? otherwise : values[values.Count == 1 ? 0 : channel];
}
