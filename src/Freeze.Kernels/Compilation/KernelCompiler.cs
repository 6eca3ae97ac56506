using ILGPU;
using ILGPU.Algorithms;

namespace Freeze.Kernels.Compilation;

/// <summary>Compiles all kernels for all targets.</summary>
public static class KernelCompiler
{
    /// <summary>
    /// A context that compiles and has no device. O2 is not for speed alone: at O1 ILGPU's OpenCL code takes generic pointers, which
    /// OpenCL C 1.2 does not have.
    /// </summary>
    public static Context CreateContext() =>
        Context.Create(builder => builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive));

    /// <summary>Compiles; the same text each time.</summary>
    public static IReadOnlyList<KernelFile> CompileAll()
    {
        using var context = CreateContext();
        using var sm53 = new PtxCompiler(context, PtxTarget.Sm53);
        using var openCl = new OpenClCompiler(context);

        var files = new List<KernelFile>();
        foreach (var kernel in Kernel.All)
        {
            files.Add(sm53.Compile(kernel));
            files.Add(openCl.Compile(kernel));
        }

        return files;
    }
}
