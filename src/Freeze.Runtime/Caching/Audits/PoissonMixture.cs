namespace Freeze.Caching.Audits;

/// <summary>
/// Anytime-valid statements about rare events. Let K count events among trials and V sum their conditional probabilities, which may change from trial
/// to trial in any way that depends on the past. For every factor f, f^K exp(-(f - 1) V) is a supermartingale, since 1 + (f - 1) p is at most
/// exp((f - 1) p); so is a mixture over factors, and by Ville's inequality it ever reaches 1/e with probability e at most.
/// </summary>
/// <remarks>
/// The method of mixtures is Robbins' (1970); this is the sub-Poisson case of Howard, Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences" (2021), with a mixture over a few factors in place of a gamma distribution: one-sided and free of special
/// functions. The factors say how many times more or less frequent the events are than claimed.
/// </remarks>
public static class PoissonMixture
{
    private static readonly double[] s_more = [1.25, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64];
    private static readonly double[] s_moreLogs = [.. s_more.Select(f => Math.Log(f))];
    private static readonly double[] s_less = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Logarithm of the evidence that events are more frequent than claimed.</summary>
    /// <param name="events">Events seen, K.</param>
    /// <param name="claimed">Events expected at most, V.</param>
    public static double EvidenceOfMore(long events, double claimed)
    {
        double largest = MostEvidenceOfMore(events, claimed), sum = 0;
        for (var i = 0; i < s_more.Length; i++) sum += Math.Exp(events * s_moreLogs[i] - (s_more[i] - 1) * claimed - largest);
        return largest + Math.Log(sum / s_more.Length);
    }

    /// <summary>That of the best factor, which the mixture cannot exceed: quick to compute.</summary>
    /// <param name="events">Events seen, K.</param>
    /// <param name="claimed">Events expected at most, V.</param>
    public static double MostEvidenceOfMore(long events, double claimed)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < s_more.Length; i++) largest = Math.Max(largest, events * s_moreLogs[i] - (s_more[i] - 1) * claimed);
        return largest;
    }

    /// <summary>Upper bound on V.</summary>
    /// <param name="events">Events seen, K.</param>
    /// <param name="error">Probability that the bound is ever wrong.</param>
    public static double UpperBound(long events, double error)
    {
        var wanted = -Math.Log(error);
        double low = events, high = events + 8;
        while (EvidenceOfFewer(events, high) < wanted) high += high;
        for (var i = 0; i < 100 && high - low > 1e-9 * high; i++)
        {
            var middle = 0.5 * (low + high);
            if (EvidenceOfFewer(events, middle) < wanted) low = middle;
            else high = middle;
        }

        return high;
    }

    // A quarter of the weight lies on "there are none": the bound before the first event is the tightest then.
    private static double EvidenceOfFewer(long events, double claimed)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (var i = 0; i < s_less.Length; i++) largest = Math.Max(largest, Term(i, events, claimed));
        for (var i = 0; i < s_less.Length; i++) sum += Math.Exp(Term(i, events, claimed) - largest);
        return largest + Math.Log(sum);
    }

    private static double Term(int i, long events, double claimed)
    {
        var weight = i == 0 ? 0.25 : 0.75 / (s_less.Length - 1);
        var power = events == 0 ? 0 : events * Math.Log(s_less[i]);
        return Math.Log(weight) + power + (1 - s_less[i]) * claimed;
    }
}
