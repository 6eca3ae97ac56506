namespace Freeze.Hosting.Statistics;

/// <summary>Running counts of a service.</summary>
internal sealed class ServiceStatistics(IReadOnlyList<string> exits)
{
    private readonly long[] _exits = new long[exits.Count];
    private long _accepted, _answered, _failed, _refused, _batches;

    public long Accepted => Volatile.Read(ref _accepted);

    public long Answered => Volatile.Read(ref _answered);

    public long Failed => Volatile.Read(ref _failed);

    public long Refused => Volatile.Read(ref _refused);

    public long Batches => Volatile.Read(ref _batches);

    public LatencyHistogram Latency { get; } = new();

    public void Accept(int count) => Interlocked.Add(ref _accepted, count);

    public void Refuse(int count) => Interlocked.Add(ref _refused, count);

    public void Fail() => Interlocked.Increment(ref _failed);

    public void Batch() => Interlocked.Increment(ref _batches);

    public void Answer(int exit, TimeSpan duration)
    {
        Interlocked.Increment(ref _exits[exit]);
        Latency.Add(duration);
        Interlocked.Increment(ref _answered);
    }

    public ExitCount[] Exits() => [.. exits.Select((name, i) => new ExitCount(name, Volatile.Read(ref _exits[i])))];
}
