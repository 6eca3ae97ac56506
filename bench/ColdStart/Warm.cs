using System.Diagnostics;
using System.Globalization;

namespace Freeze.Bench.ColdStart;

/// <summary>What an answer takes once caches and predictors of the processor know the program.</summary>
internal static class Warm
{
    private const int Answers = 60;

    /// <summary>Median milliseconds, as text for whoever started the program.</summary>
    public static string Milliseconds(Action answer)
    {
        var times = new double[Answers];
        foreach (ref var time in times.AsSpan())
        {
            var start = Stopwatch.GetTimestamp();
            answer();
            time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Answers / 2].ToString(CultureInfo.InvariantCulture);
    }
}
