namespace Freeze.Onnx2Cs.Lowering;

/// <summary>How a pixel becomes what the layers read: (v / 255 - Mean) / Deviation for each channel.</summary>
internal readonly record struct InputNormalisation(float[] Mean, float[] Deviation)
{
    /// <summary>Joins the user's normalisation, or the plain bytes that the model takes, with what the head of the graph does.</summary>
    public static InputNormalisation Of(double[] scale, double[] shift, ConvertOptions options, bool bytes)
    {
        var (means, deviations) = (new float[scale.Length], new float[scale.Length]);
        for (var c = 0; c < scale.Length; c++)
        {
            double mean = Value(options.Mean, c, 0), deviation = bytes ? 1.0 / 255 : Value(options.Std, c, 1);
            means[c] = (float)(mean - (shift[c] * deviation / scale[c]));
            deviations[c] = (float)(deviation / scale[c]);
        }
        return new(means, deviations);
    }

    private static double Value(IReadOnlyList<float>? values, int channel, double otherwise) =>
        values is null ? otherwise : values[values.Count == 1 ? 0 : channel];
}
