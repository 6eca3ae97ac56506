namespace Freeze.Caching.Audits;

/// <summary>How early answers are checked while the model works.</summary>
public sealed record AuditOptions
{
    /// <summary>
    /// Share of requests, 0..1, that run through the whole network wherever they could have left. Requests are drawn by a coin of their own, before
    /// anything is known about them, so would-be hits are checked uniformly. Such a request is answered by the network. 0 checks nothing.
    /// </summary>
    public double Share { get; init; } = 0.02;

    /// <summary>Largest share of all predictions that may differ from the full network's; null for that of the certificate.</summary>
    public double? Risk { get; init; }

    /// <summary>Probability that no statement of the audits is ever wrong: neither a bound nor an alarm.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Seed of the coin.</summary>
    public int Seed { get; init; }

    internal void Check()
    {
        if (!(Share >= 0 && Share <= 1))
            throw new FreezeException($"The audited share {Share} must lie between 0 and 1; 0.02 checks one request in fifty.");
        if (Risk is { } risk && !(risk > 0 && risk < 1))
            throw new FreezeException($"The audits' risk {risk} must lie between 0 and 1; 0.01 allows one prediction in a hundred to differ.");
        if (!(Confidence > 0 && Confidence < 1))
            throw new FreezeException($"The audits' confidence {Confidence} must lie between 0 and 1, such as 0.95.");
    }
}
