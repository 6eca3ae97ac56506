namespace Freeze.Calibration.Costs;

/// <summary>Times of several variants that took turns.</summary>
/// <param name="times">Milliseconds, [round][variant].</param>
internal sealed class Rounds(IReadOnlyList<double[]> times)
{
    /// <summary>What a variant takes, by the lower quartile: a busy machine only ever adds.</summary>
    public double Typical(int variant) => Quantile(round => round[variant], 4);

    /// <summary>
    /// What a variant takes more than another, by the median of the rounds: passes of one round meet much the same machine, while quartiles of two
    /// variants may come from different minutes. Noise may bring it below zero.
    /// </summary>
    public double Added(int variant, int other) => Quantile(round => round[variant] - round[other], 2);

    private double Quantile(Func<double[], double> value, int part)
    {
        var sorted = times.Select(value).ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length / part];
    }
}
