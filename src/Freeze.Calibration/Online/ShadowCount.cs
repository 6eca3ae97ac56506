namespace Freeze.Calibration.Online;

/// <summary>What became of one set of thresholds in the shadow.</summary>
internal sealed class ShadowCount
{
    private long _missedWrong;
    private long _auditedWrong;
    private long _savedOnMisses;
    private long _savedOnAudited;

    /// <summary>Misses that would have got another answer.</summary>
    public long MissedWrong => Volatile.Read(ref _missedWrong);

    /// <summary>Audited hits that would have.</summary>
    public long AuditedWrong => Volatile.Read(ref _auditedWrong);

    /// <summary>Both.</summary>
    public long Wrong => MissedWrong + AuditedWrong;

    /// <summary>Estimated multiply-accumulates saved beyond the caches in use.</summary>
    /// <param name="share">Share of hits that are seen.</param>
    public double Saved(double share) => Volatile.Read(ref _savedOnMisses) + Volatile.Read(ref _savedOnAudited) / share;

    /// <summary>Whether the estimate, from some evidence, is above what is allowed.</summary>
    /// <param name="allowed">Wrong answers allowed.</param>
    /// <param name="share">Share of hits that are seen.</param>
    public bool Seems(double allowed, double share) => Wrong >= 5 && MissedWrong + AuditedWrong / share > allowed;

    /// <summary>Adds a request.</summary>
    public void Add(bool isHit, bool isWrong, long saved)
    {
        Interlocked.Add(ref (isHit ? ref _savedOnAudited : ref _savedOnMisses), saved);
        if (isWrong) Interlocked.Increment(ref (isHit ? ref _auditedWrong : ref _missedWrong));
    }
}
