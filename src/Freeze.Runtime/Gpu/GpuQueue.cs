using System.Runtime.InteropServices;

namespace Freeze.Gpu;

/// <summary>An in-order queue of launches and copies; one thread at a time uses it.</summary>
internal abstract partial class GpuQueue(GpuContext context) : IDisposable
{
    private readonly ArgumentList _arguments = new();
    private bool _disposed;

    /// <summary>Starts the arguments of a launch.</summary>
    public ArgumentList Start(GpuKernel kernel) => _arguments.Start(kernel);

    /// <summary>Queues the kernel whose arguments were given last.</summary>
    /// <param name="x">Groups across.</param>
    /// <param name="y">Groups down.</param>
    /// <param name="z">Groups deep.</param>
    public void Launch(int x, int y = 1, int z = 1)
    {
        _arguments.CheckComplete();
        if (_state != StretchState.Queued) Launch(_arguments, x, y, z);
    }

    /// <summary>Queues a kernel with a thread for each of some items, and a row of groups for each image.</summary>
    public void LaunchOver(int items, int images)
    {
        var size = _arguments.Kernel.GroupSize;
        Launch((items + size - 1) / size, images);
    }

    /// <summary>Writes to a buffer; the values may change as soon as this returns.</summary>
    /// <param name="target">The buffer.</param>
    /// <param name="values">The values.</param>
    /// <param name="offset">Offset in values.</param>
    public void Write<T>(GpuBuffer target, ReadOnlySpan<T> values, long offset = 0)
        where T : unmanaged
    {
        CheckNoStretch();
        Write(target, offset * System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads from a buffer, after everything that was queued.</summary>
    /// <param name="source">The buffer.</param>
    /// <param name="values">Receives the values.</param>
    public void Read<T>(GpuBuffer source, Span<T> values)
        where T : unmanaged
    {
        CheckNoStretch();
        Read(source, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Queues a read of a buffer's start; <see cref="Await"/> says when it has happened. There is one such read at a time.</summary>
    /// <param name="source">The buffer.</param>
    /// <param name="target">Pinned memory.</param>
    /// <param name="bytes">Bytes to read.</param>
    public abstract unsafe void ReadLater(GpuBuffer source, void* target, int bytes);

    /// <summary>Waits for the read that was queued.</summary>
    public abstract void Await();

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        AbandonStretch();
        ForgetStretches();
        Close();
        context.QueueClosed();
    }

    protected abstract void Launch(ArgumentList arguments, int x, int y, int z);

    protected abstract void Write(GpuBuffer target, long offset, ReadOnlySpan<byte> bytes);

    protected abstract void Read(GpuBuffer source, Span<byte> bytes);

    protected abstract void Close();
}
