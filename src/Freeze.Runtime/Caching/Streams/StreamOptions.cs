using Freeze.Caching.Audits;

namespace Freeze.Caching.Streams;

/// <summary>How a stream uses what it saw before.</summary>
public sealed record StreamOptions
{
    /// <summary>
    /// Predictions over which the prior of the classes forgets; a fifth of a usual run of one class is too short, ten runs too long.
    /// </summary>
    public double Memory { get; init; } = 8;

    /// <summary>
    /// How much the prior counts: 1 as Bayes' rule says were answers independent, 0 not at all. Half kept the risk on conveyor streams for tuning.
    /// </summary>
    public double PriorWeight { get; init; } = 0.5;

    /// <summary>Latest requests that ran to the end whose keys are kept; 0 keeps none.</summary>
    public int RecentKeys { get; init; } = 8;

    /// <summary>How much the nearness of a recent key counts.</summary>
    public double RecencyWeight { get; init; } = 1;

    /// <summary>
    /// Audits of the stream's own decisions; a share of 5 % by default. The offline certificate does not cover what a stream adds, so its promise is
    /// theirs: with a share of 0 there is none.
    /// </summary>
    public AuditOptions Audit { get; init; } = new() { Share = 0.05 };

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Audit);
        if (!(Memory >= 1 && Memory <= 1e6)) throw new FreezeException($"A stream's memory of {Memory} predictions must lie between 1 and 1000000.");
        if (RecentKeys is < 0 or > 256) throw new FreezeException($"A stream keeps 0 to 256 recent keys, not {RecentKeys}.");
        if (!(PriorWeight >= 0 && PriorWeight <= 10) || !(RecencyWeight >= 0 && RecencyWeight <= 10))
            throw new FreezeException("The weights of a stream's prior and recent keys must lie between 0 and 10.");
    }
}
