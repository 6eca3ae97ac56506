namespace Freeze.Gpu;

/// <summary>Memory of a device.</summary>
internal sealed class GpuBuffer(GpuContext context, nint handle, long bytes) : IDisposable
{
    private bool _disposed;

    /// <summary>The driver's handle or address.</summary>
    public nint Handle => _disposed ? throw new ObjectDisposedException(nameof(GpuBuffer)) : handle;

    public long Bytes { get; } = bytes;

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        context.Release(handle, Bytes);
    }
}
