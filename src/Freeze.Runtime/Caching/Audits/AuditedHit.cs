namespace Freeze.Caching.Audits;

/// <summary>One would-be hit that ran to the end.</summary>
/// <param name="Probe">The probe where it would have left.</param>
/// <param name="Score">Score of its look-up.</param>
/// <param name="Agrees">Whether the network gave the cached class.</param>
/// <param name="At">Predictions that had been made by then.</param>
internal readonly record struct AuditedHit(int Probe, float Score, bool Agrees, long At);
