using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace Freeze.Kernels.Compilation;

/// <summary>Compiles kernels to PTX for one target; needs no GPU.</summary>
public sealed class PtxCompiler : IDisposable
{
    private readonly PtxTarget _target;
    private readonly PTXBackend _backend;

    /// <summary>Makes a compiler.</summary>
    /// <param name="context">ILGPU's context.</param>
    /// <param name="target">What to compile for.</param>
    public PtxCompiler(Context context, PtxTarget target)
    {
        _target = target;
        // No NVVM: it is a part of the CUDA toolkit, and only for libdevice's functions.
        _backend = new PTXBackend(context, target.Architecture, target.InstructionSet, null!);
    }

    /// <summary>Compiles one kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    public KernelFile Compile(Kernel kernel) =>
        new($"{kernel.Name}.{_target.Name}.ptx", StableNames.Renumber(PtxFixes.LetGuardedBranchesDiverge(CompileUnfixed(kernel))));

    /// <summary>What ILGPU emits, its defect included.</summary>
    /// <param name="kernel">The kernel.</param>
    internal string CompileUnfixed(Kernel kernel)
    {
        var compiled = (PTXCompiledKernel)_backend.Compile(kernel.EntryPoint, new KernelSpecialization(kernel.GroupSize, null));
        return compiled.PTXAssembly.ReplaceLineEndings("\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();
}
