namespace Freeze.Caching.Audits;

/// <summary>Audits found the promise in danger and acted.</summary>
/// <param name="probe">Name of the probe; null when the change is not of one probe.</param>
/// <param name="change">What happened.</param>
/// <param name="report">The audits as they were when they raised the alarm.</param>
public sealed class PromiseChangedEventArgs(string? probe, PromiseChange change, AuditReport report) : EventArgs
{
    /// <summary>Name of the probe; null when the change is not of one probe.</summary>
    public string? Probe { get; } = probe;

    /// <summary>What happened.</summary>
    public PromiseChange Change { get; } = change;

    /// <summary>Upper bound on the share of predictions that differ, under the thresholds that were given up.</summary>
    public double Bound => Report.Bound;

    /// <summary>The audits as they were when they raised the alarm.</summary>
    public AuditReport Report { get; } = report;
}
