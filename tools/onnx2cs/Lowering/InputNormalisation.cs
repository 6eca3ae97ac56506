using Freeze.Generators.Specs;

namespace Freeze.Onnx2Cs.Lowering;

/// <summary>How a pixel becomes what the layers read: (v / 255 - Mean) / Deviation for each channel, or a mean for each element.</summary>
/// <param name="Spec">The input as the definition states it.</param>
/// <param name="MeanImage">The mean of each element, [channels][height][width]; null where there is one for each channel.</param>
internal sealed record InputNormalisation(InputSpec Spec, float[]? MeanImage)
{
    /// <summary>Joins how a picture becomes what the file takes with what the head of the graph does: scale * x + shift.</summary>
    /// <param name="height">Height of the image in pixels.</param>
    /// <param name="width">Its width.</param>
    /// <param name="scale">Factor of each channel that the layers read.</param>
    /// <param name="shift">Shift of each channel that the layers read, or of each element.</param>
    /// <param name="isReversed">Whether the layers' first channel is the file's last.</param>
    /// <param name="choice">How a picture becomes what the file takes.</param>
    /// <param name="options">What the user says.</param>
    public static InputNormalisation Of(
        int height, int width, double[] scale, double[] shift, bool isReversed, InputChoice choice, ConvertOptions options)
    {
        var (channels, plane) = (scale.Length, height * width);
        var isImage = choice.Mean.Length > channels || shift.Length > channels;
        var each = isImage ? plane : 1;
        var (means, deviations) = (new float[channels * each], new float[channels]);
        for (var c = 0; c < channels; c++)
        {
            var source = isReversed ? channels - 1 - c : c;
            var deviation = choice.Deviation[source];
            for (var i = 0; i < each; i++)
                means[(c * each) + i] = (float)(Of(choice.Mean, source, i) - (Of(shift, c, i) * deviation / scale[c]));
            deviations[c] = (float)(deviation / scale[c]);
        }

        double Of(double[] values, int channel, int pixel) => values[values.Length > channels ? (channel * plane) + pixel : channel];

        var spec = new InputSpec(channels, height, width, isImage ? [] : means, deviations)
        {
            Order = (choice.Order == ChannelOrderKind.Bgr) != isReversed ? ChannelOrderKind.Bgr : ChannelOrderKind.Rgb,
            MeanImage = isImage,
            ShorterSide = options.ShorterSide,
            Orientation = options.Orientation,
        };
        return new(spec, isImage ? means : null);
    }
}
