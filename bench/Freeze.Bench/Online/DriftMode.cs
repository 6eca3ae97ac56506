namespace Freeze.Bench.Online;

/// <summary>What guards the promise.</summary>
internal enum DriftMode
{
    NoAudits,
    Audits,
    AuditsAndRefit,
}
