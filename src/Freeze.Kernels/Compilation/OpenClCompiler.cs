using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace Freeze.Kernels.Compilation;

/// <summary>Compiles kernels to OpenCL C 1.2, which every OpenCL driver builds; needs no device.</summary>
public sealed class OpenClCompiler : IDisposable
{
    private readonly CLBackend _backend;

    /// <summary>Makes a compiler.</summary>
    /// <param name="context">ILGPU's context.</param>
    public OpenClCompiler(Context context)
    {
        // Nothing optional: no half or double, no generic address space, no sub-groups.
        var capabilities = new CLCapabilityContext(
            float16: false, float64: false, genericAddressSpace: false, int64_Atomics: false, subGroups: false);
        _backend = new CLBackend(context, capabilities, CLDeviceVendor.Other, CLCVersion.CL12);
    }

    /// <summary>Compiles one kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    public KernelFile Compile(Kernel kernel)
    {
        var source = StableNames.Renumber(CompileUnfixed(kernel));
        source = OpenClFixes.FenceLocalMemory(source);
        return new KernelFile($"{kernel.Name}.cl", OpenClFixes.DefineWorkGroupBarrier(source));
    }

    /// <summary>What ILGPU emits, its defects included.</summary>
    /// <param name="kernel">The kernel.</param>
    internal string CompileUnfixed(Kernel kernel) =>
        ((CLCompiledKernel)_backend.Compile(kernel.EntryPoint, default)).Source.ReplaceLineEndings("\n");

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();
}
