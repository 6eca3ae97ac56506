using System.Diagnostics;

namespace Freeze.Hosting.Batching;

/// <summary>Images that wait, first come first served, and the rule by which workers take them.</summary>
/// <param name="capacity">Images that may wait.</param>
/// <param name="workers">Threads that take them.</param>
/// <param name="delay">How long the first image of a batch waits for company.</param>
internal sealed class RequestQueue(int capacity, int workers, TimeSpan delay)
{
    private readonly object _lock = new();
    private readonly Queue<PredictionRequest> _waiting = new();
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Whether nothing is accepted any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock) return _closed;
        }
    }

    /// <summary>Accepts all of the requests or none.</summary>
    public bool TryAdd(ReadOnlySpan<PredictionRequest> requests)
    {
        lock (_lock)
        {
            if (_closed || _waiting.Count + requests.Length > capacity) return false;
            foreach (var request in requests) _waiting.Enqueue(request);
            if (requests.Length == 1) Monitor.Pulse(_lock);
            else Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Waits for images and takes some; 0 when the queue is closed and empty.</summary>
    public int Take(Span<PredictionRequest> batch)
    {
        lock (_lock)
        {
            do
            {
                while (_waiting.Count == 0)
                {
                    if (_closed) return 0;
                    Monitor.Wait(_lock);
                }

                WaitForCompany(batch.Length);
            }
            while (_waiting.Count == 0);

            // What waits is shared out: a full batch for one worker would leave another without work and its images with a longer wait.
            var count = Math.Min(batch.Length, (_waiting.Count + workers - 1) / workers);
            for (var i = 0; i < count; i++) batch[i] = _waiting.Dequeue();
            return count;
        }
    }

    /// <summary>Accepts nothing more; what waits is still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void WaitForCompany(int full)
    {
        if (delay == TimeSpan.Zero) return;
        while (!_closed && _waiting.TryPeek(out var first) && _waiting.Count < full)
        {
            var left = delay - Stopwatch.GetElapsedTime(first.Accepted);
            if (left <= TimeSpan.Zero) return;
            Monitor.Wait(_lock, (int)Math.Ceiling(left.TotalMilliseconds));
        }
    }
}
