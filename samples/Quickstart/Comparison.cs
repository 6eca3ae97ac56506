using System.Diagnostics;

namespace Freeze.Samples.Quickstart;

/// <summary>Runs every frame of a stream with the caches off and on, one frame at a time, and keeps both answers.</summary>
internal sealed class Comparison
{
    // Long enough for the timer, short enough that a busy neighbour disturbs both sides alike.
    private const int Block = 25;

    private readonly Footage _stream;
    private readonly Prediction[] _full, _early;
    private long _fullTicks, _earlyTicks;

    private Comparison(Footage stream)
    {
        _stream = stream;
        _full = new Prediction[stream.Count];
        _early = new Prediction[stream.Count];
    }

    public int Count => _stream.Count;

    public double MillisecondsFull => Milliseconds(_fullTicks);

    public double MillisecondsEarly => Milliseconds(_earlyTicks);

    public double Agreement => Share(i => _early[i].Class == _full[i].Class);

    public double AccuracyFull => Share(i => _full[i].Class == _stream.Labels[i]);

    public double AccuracyEarly => Share(i => _early[i].Class == _stream.Labels[i]);

    public static Comparison Run(FrozenModel full, FrozenModel early, Footage stream, Action<int> done)
    {
        var comparison = new Comparison(stream);
        for (int i = 0; i < 50; i++)
        {
            // The first calls compile; they are not timed.
            full.Predict(stream[i % stream.Count]);
            early.Predict(stream[i % stream.Count]);
        }

        for (int start = 0, block = 0; start < stream.Count; start += Block, block++)
        {
            int end = Math.Min(start + Block, stream.Count);
            bool fullFirst = block % 2 == 0;
            if (fullFirst)
            {
                comparison._fullTicks += Time(full, stream, start, end, comparison._full);
            }

            comparison._earlyTicks += Time(early, stream, start, end, comparison._early);
            if (!fullFirst)
            {
                comparison._fullTicks += Time(full, stream, start, end, comparison._full);
            }

            done(end - start);
        }

        return comparison;
    }

    /// <summary>Share of the frames that left at an exit, and how many of those got the full network's answer.</summary>
    public (double Share, double Agreement) AtExit(int probe)
    {
        int left = 0, agreed = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_early[i].ProbeIndex == probe)
            {
                left++;
                agreed += _early[i].Class == _full[i].Class ? 1 : 0;
            }
        }

        return ((double)left / Count, left == 0 ? double.NaN : (double)agreed / left);
    }

    private static long Time(FrozenModel model, Footage stream, int start, int end, Prediction[] results)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = start; i < end; i++)
        {
            results[i] = model.Predict(stream[i]);
        }

        return Stopwatch.GetTimestamp() - begin;
    }

    private double Share(Func<int, bool> test) => Enumerable.Range(0, Count).Count(test) / (double)Count;

    private double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency / Count;
}
