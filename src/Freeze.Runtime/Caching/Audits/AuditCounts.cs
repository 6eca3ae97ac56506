namespace Freeze.Caching.Audits;

/// <summary>Counts of audits that add up: over thresholds that were raised meanwhile, and over streams whose coins have seeds of their own.</summary>
/// <param name="Predictions">Predictions made.</param>
/// <param name="Hits">Would-be hits: requests that left early, and drawn ones that would have.</param>
/// <param name="Audited">Would-be hits that ran to the end.</param>
/// <param name="Disagreed">Audited ones for which the network gave another class.</param>
public readonly record struct AuditCounts(long Predictions, long Hits, long Audited, long Disagreed)
{
    /// <summary>The sums.</summary>
    public static AuditCounts operator +(AuditCounts one, AuditCounts other) => one.Add(other);

    /// <summary>The differences.</summary>
    public static AuditCounts operator -(AuditCounts one, AuditCounts other) => one.Subtract(other);

    /// <summary>The sums.</summary>
    public AuditCounts Add(AuditCounts other) =>
        new(Predictions + other.Predictions, Hits + other.Hits, Audited + other.Audited, Disagreed + other.Disagreed);

    /// <summary>The differences.</summary>
    public AuditCounts Subtract(AuditCounts other) =>
        new(Predictions - other.Predictions, Hits - other.Hits, Audited - other.Audited, Disagreed - other.Disagreed);

    /// <summary>
    /// Upper bound on the share of all predictions whose early answer differs; it holds at all times at once with the stated confidence. 1 before there
    /// is evidence.
    /// </summary>
    /// <param name="share">Share of requests that were drawn, 0..1: the same for all that were counted.</param>
    /// <param name="confidence">Probability that the bound is never wrong.</param>
    public double Bound(double share, double confidence) => Predictions == 0 || share == 0
        ? 1
        : Math.Min(1, PoissonMixture.UpperBound(Disagreed, 1 - confidence) / (share * Predictions));
}
