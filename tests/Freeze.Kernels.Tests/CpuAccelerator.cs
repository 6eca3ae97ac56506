using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using FloatView = ILGPU.ArrayView<float>;
using IntView = ILGPU.ArrayView<int>;

namespace Freeze.Kernels.Tests;

/// <summary>Runs the kernel itself, on ILGPU's simulation of a GPU with threads of the CPU.</summary>
public sealed class CpuAccelerator : IDisposable
{
    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly Action<KernelConfig, FloatView, FloatView, IntView, FloatView, IntView, int, int, int, int, int, int> _nearest;

    public CpuAccelerator()
    {
        // One multiprocessor with one group at a time: the default device has fewer threads than a group.
        _context = Context.Create(builder => builder.EnableAlgorithms().CPU(new CPUDevice(32, Distance.GroupSize / 32, 1)));
        _accelerator = _context.CreateCPUAccelerator(0);
        _nearest = _accelerator.LoadStreamKernel<FloatView, FloatView, IntView, FloatView, IntView, int, int, int, int, int, int>(Distance.Nearest);
    }

    /// <summary>Class and score of each key.</summary>
    public float[] Run(LookUp call)
    {
        using var keys = _accelerator.Allocate1D(call.Keys);
        using var centroids = _accelerator.Allocate1D(call.Centroids);
        using var classes = _accelerator.Allocate1D(call.Classes);
        using var verdicts = _accelerator.Allocate1D<float>(call.Batch * 2);
        using var live = _accelerator.Allocate1D(call.Live);
        _nearest(
            (call.Batch, Distance.GroupSize),
            keys.View, centroids.View, classes.View, verdicts.View, live.View,
            call.Length, 0, 0, 0, call.Count, call.Length);
        _accelerator.Synchronize();
        return verdicts.GetAsArray1D();
    }

    public void Dispose()
    {
        _accelerator.Dispose();
        _context.Dispose();
    }
}
