namespace Freeze.Cpu;

/// <summary>
/// Turns pixels into the network's input, (v / 255 - mean) / deviation, through a table of 256 values for each channel. A mean image is
/// subtracted from what the table says.
/// </summary>
internal sealed class Normalisation
{
    private readonly float[] _table;
    private readonly float[] _means;

    /// <summary>Makes the tables.</summary>
    /// <param name="input">The network's input.</param>
    /// <param name="meanImage">The mean image, [channels][height][width]; empty where there is none.</param>
    public Normalisation(ImageInput input, ReadOnlySpan<float> meanImage)
    {
        _table = new float[input.Channels * 256];
        _means = new float[meanImage.Length];
        for (var c = 0; c < input.Channels; c++)
        {
            double mean = !input.MeanImage && input.Mean.Length > c ? input.Mean[c] : 0;
            double deviation = input.Deviation.Length > c ? input.Deviation[c] : 1;
            for (var v = 0; v < 256; v++) _table[c * 256 + v] = (float)((v / 255.0 - mean) / deviation);
            var plane = _means.Length / input.Channels;
            for (var i = c * plane; i < (c + 1) * plane; i++) _means[i] = (float)(meanImage[i] / deviation);
        }
    }

    /// <summary>The table, [channels, 256].</summary>
    public ReadOnlySpan<float> Values => _table;

    /// <summary>What is subtracted from a pixel's value, [channels][height][width]; empty where there is no mean image.</summary>
    public ReadOnlySpan<float> Means => _means;
}
