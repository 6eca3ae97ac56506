using System.Diagnostics;

namespace Freeze.DeviceCheck.Timing;

/// <summary>How long a call takes, in milliseconds: half of the calls take the median at most, 95 of 100 the other.</summary>
internal readonly record struct Times(double Median, double Percentile95)
{
    private const int FewestCalls = 20;

    /// <summary>Measures a call, after calls for a tenth of the time that warm it up.</summary>
    /// <param name="call">Receives the number of the call.</param>
    /// <param name="time">How long to measure; at least twenty calls are.</param>
    public static Times Measure(Action<int> call, TimeSpan time)
    {
        var calls = 0;
        Repeat(call, time / 10, ref calls);
        var milliseconds = Repeat(call, time, ref calls);
        milliseconds.Sort();
        return new(milliseconds[milliseconds.Count / 2], milliseconds[(int)(milliseconds.Count * 0.95)]);
    }

    private static List<double> Repeat(Action<int> call, TimeSpan time, ref int calls)
    {
        var milliseconds = new List<double>();
        var begin = Stopwatch.GetTimestamp();
        while (milliseconds.Count < FewestCalls || Stopwatch.GetElapsedTime(begin) < time)
        {
            var start = Stopwatch.GetTimestamp();
            call(calls++);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return milliseconds;
    }
}
