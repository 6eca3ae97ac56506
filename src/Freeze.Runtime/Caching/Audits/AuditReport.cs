namespace Freeze.Caching.Audits;

/// <summary>What audits have found out since the thresholds in force were taken.</summary>
public sealed record AuditReport
{
    /// <summary>Share of requests that are drawn for audits.</summary>
    public required double Share { get; init; }

    /// <summary>Largest share of predictions that may differ.</summary>
    public required double Risk { get; init; }

    /// <summary>Probability that no statement is ever wrong.</summary>
    public required double Confidence { get; init; }

    /// <summary>Predictions made.</summary>
    public required long Predictions { get; init; }

    /// <summary>Would-be hits: requests that left early, and drawn ones that would have.</summary>
    public required long Hits { get; init; }

    /// <summary>Would-be hits that ran to the end.</summary>
    public required long Audited { get; init; }

    /// <summary>Audited ones for which the network gave another class.</summary>
    public required long Disagreed { get; init; }

    /// <summary>
    /// Upper bound on the share of all predictions whose early answer differs, were nobody audited. It holds at all times at once with the stated
    /// confidence, for any stream: it rests on the coin of the audits alone. 1 before there is evidence, 0 when no probe answers.
    /// </summary>
    public required double Bound { get; init; }

    /// <summary>What that means for the promise.</summary>
    public required AuditState State { get; init; }

    /// <summary>Audits probe by probe.</summary>
    public required IReadOnlyList<ProbeAudit> Probes { get; init; }

    /// <summary>Estimated share of predictions whose early answer differs.</summary>
    public double Estimate => Predictions > 0 && Share > 0 ? Math.Min(1, Disagreed / (Share * Predictions)) : 0;
}
