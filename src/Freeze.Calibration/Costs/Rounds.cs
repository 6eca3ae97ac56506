namespace Freeze.Calibration.Costs;

/// <summary>Times of several variants that took turns.</summary>
/// <param name="times">Milliseconds, [round][variant].</param>
internal sealed class Rounds(IReadOnlyList<double[]> times)
{
    /// <summary>What a variant takes, by the lower quartile: a busy machine only ever adds.</summary>
    public double Typical(int variant) => Quantile(round => round[variant], 4);

    /// <summary>
    /// What some variants take more than others, by the median of the rounds: the passes of one round meet much the same machine, while quartiles of
    /// two variants may come from different minutes. Not below zero, since noise must not make work earn time.
    /// </summary>
    public double Added(Range variants, Range others) => Math.Max(0, Quantile(round => round[variants].Sum() - round[others].Sum(), 2));

    private double Quantile(Func<double[], double> value, int part)
    {
        var sorted = times.Select(value).ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length / part];
    }
}
