using System.Diagnostics;

namespace Freeze.Bench.Comparison;

/// <summary>
/// Measures two contenders in turns, block by block, in one process: whatever else the machine does meanwhile meets both alike. Who goes first
/// changes from pair to pair.
/// </summary>
internal static class Duel
{
    /// <summary>Figures of both sides, and the median over the pairs of how many times as long the second side takes.</summary>
    public static (Figures First, Figures Second, double Ratio) Run(Side first, Side second, Effort effort)
    {
        first.WarmUp(effort.WarmUp);
        Quiet.Wait();
        second.WarmUp(effort.WarmUp);
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        for (var pair = 0; pair < effort.LeastPairs || Stopwatch.GetElapsedTime(start).TotalSeconds < effort.Seconds; pair++)
        {
            var (earlier, later) = pair % 2 == 0 ? (first, second) : (second, first);
            earlier.Measure(effort.Block);
            later.Measure(effort.Block);
        }

        Quiet.Wait();
        return (first.Figures(), second.Figures(), Statistics.Median(first.Blocks.Zip(second.Blocks, (a, b) => b / a)));
    }
}
