using Freeze.Calibration.Certification;

namespace Freeze.Bench.Paper;

/// <summary>What one of the paper's kinds of cache says at every probe, and what asking costs.</summary>
/// <param name="validation">Validation images.</param>
/// <param name="test">Test images.</param>
/// <param name="probes">Probes.</param>
internal sealed class PaperLookUps(int validation, int test, int probes)
{
    public LookUpTable Validation { get; } = new(validation, probes);

    public LookUpTable Test { get; } = new(test, probes);

    /// <summary>Multiply-accumulates of a look-up at each probe, projection included.</summary>
    public long[] Macs { get; } = new long[probes];

    /// <summary>Milliseconds of it.</summary>
    public double[] Milliseconds { get; } = new double[probes];

    /// <summary>The paper's rule: a request leaves when it is surer than any wrong look-up on validation images was.</summary>
    public float[] Thresholds() => [.. Enumerable.Range(0, probes).Select(k =>
        MathF.BitIncrement(Enumerable.Range(0, Validation.Images)
            .Where(i => !Validation.Agrees(k, i)).Select(i => Validation.Scores[k][i]).DefaultIfEmpty().Max()))];

    /// <summary>Looks all validation and test images up at one probe.</summary>
    /// <param name="probe">Index of the probe.</param>
    /// <param name="cache">Its cache.</param>
    /// <param name="keys">Keys of fitting, validation and test images, one after the other.</param>
    /// <param name="fitting">Fitting images.</param>
    /// <param name="projection">Multiply-accumulates and milliseconds of the projection.</param>
    public void Fill(int probe, IPaperCache cache, float[] keys, int fitting, (long Macs, double Milliseconds) projection)
    {
        Parallel.For(0, Validation.Images + Test.Images, i =>
        {
            var (table, row) = i < Validation.Images ? (Validation, i) : (Test, i - Validation.Images);
            (table.Classes[probe][row], table.Scores[probe][row]) = cache.LookUp(keys.AsSpan((fitting + i) * PaperScale.Units, PaperScale.Units));
        });
        Macs[probe] = projection.Macs + cache.Macs;
        Milliseconds[probe] = projection.Milliseconds
            + Stopwatches.Median(9, () => cache.LookUp(keys.AsSpan(fitting * PaperScale.Units, PaperScale.Units)));
    }
}
