namespace Freeze.Caching.Audits;

/// <summary>The audits of one probe under the thresholds in force.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="Threshold">Its threshold; infinite when it is off.</param>
/// <param name="Hits">Requests that left here or, drawn for an audit, would have left.</param>
/// <param name="Audited">How many of them ran on to the end.</param>
/// <param name="Disagreed">How many of those got another class from the network.</param>
public sealed record ProbeAudit(string Name, float Threshold, long Hits, long Audited, long Disagreed);
