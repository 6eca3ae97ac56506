using Freeze.Gpu;
using static Freeze.Cuda.CudaApi;

namespace Freeze.Cuda;

/// <summary>A stream of CUDA.</summary>
internal sealed unsafe partial class CudaQueue : GpuQueue
{
    // Streams that do not wait for the default one, and events that measure no time.
    private const uint NonBlocking = 1, DisableTiming = 2;

    private readonly CudaContext _context;
    private readonly nint _stream;
    private readonly nint _event;
    private void* _landing;
    private void* _target;
    private int _bytes;

    public CudaQueue(CudaContext context)
        : base(context)
    {
        _context = context;
        context.Enter();
        nint stream, signal;
        void* landing;
        Check(cuStreamCreate(&stream, NonBlocking), nameof(cuStreamCreate));
        _stream = stream;
        Check(cuEventCreate(&signal, DisableTiming), nameof(cuEventCreate));
        _event = signal;

        // A copy is only asynchronous where the driver locked the memory.
        Check(cuMemHostAlloc(&landing, Landing, 0), nameof(cuMemHostAlloc));
        _landing = landing;
    }

    private static nuint Landing => 64;

    public override void ReadLater(GpuBuffer source, void* target, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)bytes, Landing);
        _context.Enter();
        Check(cuMemcpyDtoHAsync_v2(_landing, source.Handle, (nuint)bytes, _stream), "cuMemcpyDtoHAsync");
        Check(cuEventRecord(_event, _stream), nameof(cuEventRecord));
        _target = target;
        _bytes = bytes;
    }

    public override void Await()
    {
        if (_target == null) return;
        _context.Enter();
        void* target = _target;
        _target = null;
        Check(cuEventSynchronize(_event), nameof(cuEventSynchronize));
        Buffer.MemoryCopy(_landing, target, _bytes, _bytes);
    }

    protected override void Launch(ArgumentList arguments, int x, int y, int z)
    {
        _context.Enter();
        var kernel = arguments.Kernel;
        var memory = stackalloc byte[arguments.Count * CudaArguments.Stride];
        var pointers = stackalloc void*[arguments.Count];
        CudaArguments.Pack(arguments, memory, pointers);
        Check(
            cuLaunchKernel(
                _context.Function(kernel), (uint)x, (uint)y, (uint)z, (uint)kernel.GroupSize, 1, 1, 0, _stream, pointers, null),
            kernel.Name);
    }

    protected override void Write(GpuBuffer target, long offset, ReadOnlySpan<byte> bytes)
    {
        _context.Enter();
        fixed (byte* source = bytes)
        {
            Check(cuMemcpyHtoDAsync_v2(target.Handle + (nint)offset, source, (nuint)bytes.Length, _stream), "cuMemcpyHtoDAsync");

            // From ordinary memory the driver may still be reading.
            Check(cuStreamSynchronize(_stream), nameof(cuStreamSynchronize));
        }
    }

    protected override void Read(GpuBuffer source, Span<byte> bytes)
    {
        _context.Enter();
        fixed (byte* target = bytes)
        {
            Check(cuMemcpyDtoHAsync_v2(target, source.Handle, (nuint)bytes.Length, _stream), "cuMemcpyDtoHAsync");
            Check(cuStreamSynchronize(_stream), nameof(cuStreamSynchronize));
        }
    }

    protected override void Close()
    {
        if (!_context.TryEnter()) return;
        _ = cuStreamSynchronize(_stream);
        _ = cuMemFreeHost(_landing);
        _ = cuEventDestroy_v2(_event);
        _ = cuStreamDestroy_v2(_stream);
        _landing = null;
    }

    private void Check(int code, string call) => CudaError.Check(code, _context.Device.Name, call);
}
