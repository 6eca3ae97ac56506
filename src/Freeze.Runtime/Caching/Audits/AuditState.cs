namespace Freeze.Caching.Audits;

/// <summary>What the audits know about the promise.</summary>
public enum AuditState
{
    /// <summary>Evidence is not enough to prove or to refute it; the certificate speaks alone.</summary>
    Watching,

    /// <summary>The audits by themselves prove it: their bound is within the risk.</summary>
    Proven,

    /// <summary>It was in danger, thresholds were raised, and evidence about those in force is not enough yet.</summary>
    Tightened,

    /// <summary>It was in danger and no probe is left that could answer.</summary>
    Off,
}
