namespace Freeze.Hosting.Statistics;

/// <summary>Answers that left the network at one place.</summary>
/// <param name="Exit">Name of the probe, or "end".</param>
/// <param name="Count">Answers.</param>
public sealed record ExitCount(string Exit, long Count);
