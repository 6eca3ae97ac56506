namespace Freeze.Calibration.Statistics;

/// <summary>Exact statements about a binomial proportion.</summary>
public static class Binomial
{
    /// <summary>
    /// One-sided Clopper-Pearson upper bound: the largest proportion under which seeing so few hits still has a probability of at least
    /// 1 - confidence. Holds for every n, without any approximation by a normal distribution.
    /// </summary>
    /// <param name="hits">Hits seen, 0..trials.</param>
    /// <param name="trials">Independent trials, at least 0 (with none, the bound is 1).</param>
    /// <param name="confidence">Probability that the bound holds, strictly between 0 and 1.</param>
    public static double UpperBound(int hits, int trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (!(confidence > 0 && confidence < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must lie between 0 and 1");

        if (hits == trials) return 1;
        if (hits == 0) return -double.ExpM1(Math.Log(1 - confidence) / trials);

        // The cumulative probability falls as the proportion grows, so bisection cannot fail. The upper end is kept: the answer never understates.
        double low = (double)hits / trials, high = 1;
        if (Cumulative(hits, trials, low) < 1 - confidence) low = 0;
        for (var i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            var middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) break;
            if (Cumulative(hits, trials, middle) > 1 - confidence) low = middle;
            else high = middle;
        }

        return high;
    }

    /// <summary>Most hits for which <see cref="UpperBound"/> stays within a risk; -1 when even none is too many.</summary>
    /// <param name="trials">Independent trials.</param>
    /// <param name="risk">Largest proportion to be claimed.</param>
    /// <param name="confidence">Probability that the claim holds.</param>
    public static int Allowed(int trials, double risk, double confidence)
    {
        int low = -1, high = trials;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (UpperBound(middle, trials, confidence) <= risk) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>Fewest hits that are not exceeded with a probability.</summary>
    /// <param name="trials">Independent trials.</param>
    /// <param name="proportion">Probability of a hit in one trial.</param>
    /// <param name="probability">Probability that there are no more hits, 0..1.</param>
    public static int Quantile(int trials, double proportion, double probability)
    {
        var hits = 0;
        while (hits < trials && Cumulative(hits, trials, proportion) < probability) hits++;
        return hits;
    }

    /// <summary>Probability of at most so many hits.</summary>
    /// <param name="hits">Hits.</param>
    /// <param name="trials">Independent trials.</param>
    /// <param name="proportion">Probability of a hit in one trial.</param>
    public static double Cumulative(int hits, int trials, double proportion)
    {
        if (hits < 0) return 0;
        if (hits >= trials || proportion <= 0) return 1;
        if (proportion >= 1) return 0;
        return SpecialFunctions.BetaComplement(hits + 1.0, trials - hits, proportion);
    }
}
