using System.Diagnostics;

namespace Freeze.Bench.Comparison;

/// <summary>One contender's place in the images, and what it was measured to take. Milliseconds are per image.</summary>
internal sealed class Side(IContender contender, int windows, int batch)
{
    private readonly List<double> _requests = new(1 << 16);
    private readonly List<double> _blocks = [];
    private TimeSpan _latest;
    private int _window;

    public IReadOnlyList<double> Blocks => _blocks;

    /// <summary>Runs unmeasured until the time is over, at least once.</summary>
    public void WarmUp(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        do Request();
        while (Stopwatch.GetElapsedTime(start) < time);
    }

    /// <summary>Measures one block of whole requests.</summary>
    public void Measure(TimeSpan time)
    {
        Quiet.Wait();

        // The other side's weights lie in the caches of the CPU now, and our threads sleep: where requests are short beside the block, some that are
        // not measured put that right. It takes more than one: a level-3 cache gives up lines that were used often only after several misses.
        if (_latest < time / 4) WarmUp(time / 4);
        var (sum, count) = (0.0, 0);
        var start = Stopwatch.GetTimestamp();
        do
        {
            var milliseconds = Request();
            _requests.Add(milliseconds / batch);
            sum += milliseconds / batch;
            count++;
        }
        while (Stopwatch.GetElapsedTime(start) < time);
        _blocks.Add(sum / count);
    }

    public Figures Figures()
    {
        var sorted = _requests.Order().ToArray();
        return new(Statistics.Median(_blocks), At(0.5), At(0.95), At(0.99));

        double At(double share) => Statistics.Percentile(sorted, share);
    }

    private double Request()
    {
        var window = _window;
        _window = (window + 1) % windows;
        var start = Stopwatch.GetTimestamp();
        contender.Run(window);
        _latest = Stopwatch.GetElapsedTime(start);
        return _latest.TotalMilliseconds;
    }
}
