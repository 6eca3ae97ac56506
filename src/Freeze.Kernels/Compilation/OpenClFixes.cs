using System.Text.RegularExpressions;

namespace Freeze.Kernels.Compilation;

/// <summary>Corrections of the OpenCL C that ILGPU 1.5.3 emits.</summary>
public static partial class OpenClFixes
{
    /// <summary>
    /// Makes barriers order local memory too. ILGPU fences global memory only, though its barriers guard shared memory first of all.
    /// </summary>
    /// <param name="source">OpenCL C as emitted.</param>
    public static string FenceLocalMemory(string source) =>
        GlobalFence().Replace(source, "work_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)");

    /// <summary>Defines work_group_barrier, which ILGPU calls and OpenCL C 1.2 does not have yet.</summary>
    /// <param name="source">OpenCL C as emitted.</param>
    public static string DefineWorkGroupBarrier(string source) =>
        "#if !defined(__OPENCL_C_VERSION__) || __OPENCL_C_VERSION__ < 200\n" +
        "#define work_group_barrier(fence) barrier(fence)\n" +
        "#endif\n" + source;

    [GeneratedRegex(@"work_group_barrier\s*\(\s*CLK_GLOBAL_MEM_FENCE\s*\)")]
    private static partial Regex GlobalFence();
}
