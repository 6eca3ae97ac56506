using Freeze.Gpu;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Freeze.Devices.Tests.Simulation;

/// <summary>The simulation's memory and kernels.</summary>
internal sealed class SimulatedContext : GpuContext
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly Dictionary<nint, MemoryBuffer1D<byte, Stride1D.Dense>> _memory = [];
    private readonly Dictionary<string, Kernel> _kernels = [];
    private nint _next = 1;

    public SimulatedContext()
    {
        // One multiprocessor with one group at a time: the default device has fewer threads than the largest group.
        _context = Context.Create(builder => builder.EnableAlgorithms().CPU(new CPUDevice(32, 8, 1)));
        _accelerator = _context.CreateCPUAccelerator(0);
    }

    /// <summary>Everything here runs at once, under one lock.</summary>
    public Lock Lock { get; } = new();

    public ArrayView<byte> this[nint handle] => _memory[handle].View.BaseView;

    public void Launch(GpuKernel kernel, int x, int y, int z, object[] arguments)
    {
        if (!_kernels.TryGetValue(kernel.Name, out var loaded))
        {
            loaded = _accelerator.LoadKernel(Kernels.Compilation.Kernel.All.Single(k => k.Name == kernel.Name).Method);
            _kernels.Add(kernel.Name, loaded);
        }

        loaded.Launch(_accelerator.DefaultStream, new KernelConfig(new Index3D(x, y, z), new Index3D(kernel.GroupSize, 1, 1)), arguments);
        _accelerator.Synchronize();
    }

    protected override nint AllocateMemory(long bytes)
    {
        lock (Lock)
        {
            // Rubbish, as on a GPU: nobody may count on zeros.
            var buffer = _accelerator.Allocate1D<byte>(bytes);
            buffer.MemSet(0xFF);
            _memory.Add(_next, buffer);
            return _next++;
        }
    }

    protected override void FreeMemory(nint handle)
    {
        lock (Lock)
        {
            _memory.Remove(handle, out var buffer);
            buffer!.Dispose();
        }
    }

    protected override GpuQueue OpenQueue() => new SimulatedQueue(this);
}
