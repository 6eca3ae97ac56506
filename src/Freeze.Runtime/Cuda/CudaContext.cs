using Freeze.Gpu;
using static Freeze.Cuda.CudaApi;

namespace Freeze.Cuda;

/// <summary>
/// An opened GPU of NVIDIA: its memory, and its modules, loaded when they are first needed. The driver compiles PTX for the card at hand and keeps
/// the result in a cache of its own.
/// </summary>
internal sealed unsafe class CudaContext : GpuContext
{
    /// <summary>End of the name of the PTX: for the oldest card that Freeze runs on; drivers compile it forward for all others.</summary>
    public const string Text = "sm_53.ptx";

    private readonly (nint Module, nint Function)[] _kernels = new (nint, nint)[GpuKernels.All.Count];
    private readonly Lock _lock = new();
    private readonly nint _context;

    public CudaContext(CudaDevice device)
    {
        Device = device;

        // The primary context is the one that other libraries in the process use, too.
        nint context;
        CudaError.Check(cuDevicePrimaryCtxRetain(&context, device.Id), device.Name, nameof(cuDevicePrimaryCtxRetain));
        _context = context;
    }

    public CudaDevice Device { get; }

    /// <summary>Makes this thread's calls go to this device.</summary>
    public void Enter() => CudaError.Check(cuCtxSetCurrent(_context), Device.Name, nameof(cuCtxSetCurrent));

    /// <summary>The same, for freeing things: where the device was lost there is nothing left to free.</summary>
    public bool TryEnter() => cuCtxSetCurrent(_context) == 0;

    /// <summary>A kernel, ready to launch.</summary>
    public nint Function(GpuKernel kernel)
    {
        lock (_lock)
        {
            ref var loaded = ref _kernels[kernel.Index];
            if (loaded.Function == 0) loaded = Load(kernel);
            return loaded.Function;
        }
    }

    protected override nint AllocateMemory(long bytes)
    {
        Enter();
        nint address;
        CudaError.Check(cuMemAlloc_v2(&address, (nuint)bytes), Device.Name, "cuMemAlloc");
        return address;
    }

    protected override void FreeMemory(nint handle)
    {
        if (TryEnter()) _ = cuMemFree_v2(handle);
    }

    protected override GpuQueue OpenQueue() => new CudaQueue(this);

    private (nint Module, nint Function) Load(GpuKernel kernel)
    {
        Enter();
        nint module, function;

        // The driver reads up to a zero.
        byte[] text = [.. kernel.Text(Text), 0];
        fixed (byte* image = text) CudaError.Check(cuModuleLoadData(&module, image), Device.Name, $"cuModuleLoadData of {kernel.Name}");
        CudaError.Check(cuModuleGetFunction(&function, module, kernel.Entry), Device.Name, $"cuModuleGetFunction of {kernel.Name}");
        return (module, function);
    }
}
