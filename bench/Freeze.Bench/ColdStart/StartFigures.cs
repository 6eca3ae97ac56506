namespace Freeze.Bench.ColdStart;

/// <summary>What a new process takes; medians over the runs.</summary>
/// <param name="Milliseconds">From the start of the process to its first answer.</param>
/// <param name="PeakMb">Largest resident memory in 10^6 bytes; not a number where the system does not tell.</param>
/// <param name="WarmMilliseconds">An answer once the program is warm.</param>
internal readonly record struct StartFigures(double Milliseconds, double PeakMb, double WarmMilliseconds);
