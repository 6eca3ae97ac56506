using System.Reflection;
using ILGPU.Backends.EntryPoints;

namespace Freeze.Kernels.Compilation;

/// <summary>A kernel to compile: an explicitly grouped static method.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Method">The method.</param>
/// <param name="GroupSize">Threads in a group; PTX compilers size the registers by it.</param>
public sealed record Kernel(string Name, MethodInfo Method, int GroupSize)
{
    /// <summary>All kernels that ship. One module each, since ILGPU names every entry after its method.</summary>
    public static IReadOnlyList<Kernel> All { get; } =
    [
        new("distance", typeof(Distance).GetMethod(nameof(Distance.Nearest))!, Distance.GroupSize),
    ];

    internal EntryPointDescription EntryPoint => EntryPointDescription.FromExplicitlyGroupedKernel(Method);
}
