using System.Collections.Concurrent;
using Freeze.Hosting.Statistics;

namespace Freeze.Bench.Soak;

/// <summary>What clients saw of one kind of request.</summary>
internal sealed class Tally
{
    private long _requests, _answers, _wrong, _lost, _refused;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>The first few things that went wrong.</summary>
    public ConcurrentQueue<string> Notes { get; } = new();

    public long Requests => Interlocked.Read(ref _requests);

    public long Answers => Interlocked.Read(ref _answers);

    public long Wrong => Interlocked.Read(ref _wrong);

    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Refusals (429, 503) that said when to try again; the request was sent again.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public void Answer(int pictures, TimeSpan time)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _answers, pictures);
        Latency.Add(time);
    }

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Wrongly(string note)
    {
        Interlocked.Increment(ref _wrong);
        Note(note);
    }

    public void Lose(string note)
    {
        Interlocked.Increment(ref _lost);
        Note(note);
    }

    private void Note(string note)
    {
        if (Notes.Count < 5) Notes.Enqueue(note);
    }
}
