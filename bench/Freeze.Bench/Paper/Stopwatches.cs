using System.Diagnostics;

namespace Freeze.Bench.Paper;

/// <summary>Small measurements.</summary>
internal static class Stopwatches
{
    /// <summary>Median milliseconds of some runs, after one that does not count.</summary>
    public static double Median(int runs, Action work)
    {
        work();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }
}
