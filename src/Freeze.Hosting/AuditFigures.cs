namespace Freeze.Hosting;

/// <summary>What audits have found: a share of early answers is compared with the full network's.</summary>
/// <param name="Audited">Early answers that were compared.</param>
/// <param name="Disagreed">How many of them differed.</param>
/// <param name="Bound">Upper bound on the share of all predictions whose early answer differs; it holds at all times at once. 1 before there is evidence.</param>
/// <param name="IsBroken">Whether the certificate's promise was in danger, so that thresholds were raised or probes switched off.</param>
public sealed record AuditFigures(long Audited, long Disagreed, double Bound, bool IsBroken)
{
    /// <summary>Predictions that the bound is about.</summary>
    public long Predictions { get; init; }

    /// <summary>Probability that the bound is never wrong.</summary>
    public double Confidence { get; init; }

    /// <summary>Largest share of predictions that may differ; null where nothing says so.</summary>
    public double? Risk { get; init; }
}
