using System.Runtime.InteropServices;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Decodes and resizes images on threads of its own, of low priority: those that serve connections, and health probes among them, are
/// never held up. Small images come before large ones, but a large one is overtaken by no more pixels than its own. What waits is bounded
/// by the pixels in flight, and by one image for each request.
/// </summary>
internal sealed partial class DecodeQueue : IDisposable
{
    private readonly object _lock = new();
    private readonly PriorityQueue<Job, long> _waiting = new();
    private readonly long _maxMemory;
    private readonly Thread[] _threads;
    private long _memory, _clock;
    private bool _closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="maxMemory">Bytes that all of them may take at once; one image that takes more is decoded alone.</param>
    public DecodeQueue(int threads, long maxMemory)
    {
        _maxMemory = maxMemory;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new(Work) { IsBackground = true, Name = $"Decode {i}", Priority = ThreadPriority.BelowNormal };
            _threads[i].Start();
        }
    }

    /// <summary>Images that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Does work when its turn comes.</summary>
    /// <param name="pixels">Pixels that it goes through.</param>
    /// <param name="memory">Bytes that it takes meanwhile.</param>
    /// <param name="work">The work.</param>
    /// <param name="stop">Takes it out of the queue; work that has begun is finished first.</param>
    public async Task RunAsync(long pixels, long memory, Action work, CancellationToken stop)
    {
        var job = new Job(work, memory, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(job, _clock + pixels);
            Monitor.Pulse(_lock);
        }

        await using (stop.Register(() => Remove(job, stop))) await job.Done.Task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }

        foreach (var thread in _threads) thread.Join();
    }

    private void Remove(Job job, CancellationToken stop)
    {
        lock (_lock)
            if (!_waiting.Remove(job, out _, out _)) return;
        job.Done.SetCanceled(stop);
    }

    private void Work()
    {
        LowerPriority();
        while (Take() is { } job)
        {
            Exception? error = null;
            try
            {
                job.Work();
            }
            catch (Exception e)
            {
                // The request that waits gets it; a thread that ended would take the process with it.
                error = e;
            }

            lock (_lock)
            {
                _memory -= job.Memory;
                Monitor.PulseAll(_lock);
            }

            if (error is null) job.Done.SetResult();
            else job.Done.SetException(error);
        }
    }

    private Job? Take()
    {
        lock (_lock)
        {
            Job? job;
            long at;
            while (!_waiting.TryPeek(out job, out at) || (_memory > 0 && _memory + job.Memory > _maxMemory))
            {
                if (_closed && _waiting.Count == 0) return null;
                Monitor.Wait(_lock);
            }

            _waiting.Dequeue();
            _clock = Math.Max(_clock, at);
            _memory += job.Memory;
            return job;
        }
    }

    // On Linux the runtime's priorities do nothing, but each thread has a niceness of its own; 0 is the calling thread.
    private static void LowerPriority()
    {
        const int niceness = 10;
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, niceness);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);

    private sealed record Job(Action Work, long Memory, TaskCompletionSource Done);
}
