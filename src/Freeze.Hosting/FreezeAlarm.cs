using Freeze.Caching.Audits;

namespace Freeze.Hosting;

/// <summary>Audits found a promise in danger and acted.</summary>
/// <param name="At">When.</param>
/// <param name="Change">What was done.</param>
/// <param name="Probe">The probe that it was done to; null for a stream.</param>
/// <param name="Bound">Upper bound on the share of predictions that differ, under the thresholds that were given up.</param>
public sealed record FreezeAlarm(DateTimeOffset At, PromiseChange Change, string? Probe, double Bound);
