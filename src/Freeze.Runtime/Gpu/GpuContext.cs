namespace Freeze.Gpu;

/// <summary>A device that has been opened: its memory and its compiled kernels, which all models on it share. Thread-safe.</summary>
internal abstract class GpuContext
{
    private int _buffers;
    private long _bytes;
    private int _queues;

    /// <summary>Buffers that are allocated at the moment.</summary>
    public int Buffers => _buffers;

    /// <summary>Their bytes.</summary>
    public long Bytes => _bytes;

    /// <summary>Queues that are open at the moment.</summary>
    public int Queues => _queues;

    /// <summary>Allocates memory, which is not cleared.</summary>
    /// <exception cref="FreezeException">The device is out of memory.</exception>
    public GpuBuffer Allocate(long bytes)
    {
        // No driver gives nothing.
        bytes = Math.Max(bytes, sizeof(float));
        var handle = AllocateMemory(bytes);
        Interlocked.Increment(ref _buffers);
        Interlocked.Add(ref _bytes, bytes);
        return new GpuBuffer(this, handle, bytes);
    }

    /// <summary>Allocates floats.</summary>
    public GpuBuffer AllocateFloats(long count) => Allocate(count * sizeof(float));

    /// <summary>Opens a queue; what is queued there runs in order.</summary>
    public GpuQueue CreateQueue()
    {
        var queue = OpenQueue();
        Interlocked.Increment(ref _queues);
        return queue;
    }

    public void Release(nint handle, long bytes)
    {
        FreeMemory(handle);
        Interlocked.Decrement(ref _buffers);
        Interlocked.Add(ref _bytes, -bytes);
    }

    public void QueueClosed() => Interlocked.Decrement(ref _queues);

    protected abstract nint AllocateMemory(long bytes);

    protected abstract void FreeMemory(nint handle);

    protected abstract GpuQueue OpenQueue();
}
