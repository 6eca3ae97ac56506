namespace Freeze.Bench.Comparison;

/// <summary>How long each row of the table is measured.</summary>
/// <param name="Seconds">Time for both sides together, warming up not counted.</param>
/// <param name="LeastPairs">Pairs of blocks that are measured however long they take.</param>
internal sealed record Effort(double Seconds, int LeastPairs)
{
    /// <summary>Length of a block: many requests of a small network, few enough that both sides meet the same state of the machine.</summary>
    public TimeSpan Block { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Length of the first, unmeasured run of each side: the JIT takes so long to finish its work.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromMilliseconds(400);
}
