namespace Freeze.Cpu;

/// <summary>Turns pixels into the network's input, (v / 255 - mean) / deviation, through a table of 256 values for each channel.</summary>
internal sealed class Normalisation
{
    private readonly float[] _table;

    public Normalisation(ImageInput input)
    {
        _table = new float[input.Channels * 256];
        for (var c = 0; c < input.Channels; c++)
        for (var v = 0; v < 256; v++)
        {
            var mean = input.Mean.Length > c ? input.Mean[c] : 0;
            var deviation = input.Deviation.Length > c ? input.Deviation[c] : 1;
            _table[c * 256 + v] = (float)((v / 255.0 - mean) / deviation);
        }
    }

    /// <summary>The table, [channels, 256].</summary>
    public ReadOnlySpan<float> Values => _table;
}
