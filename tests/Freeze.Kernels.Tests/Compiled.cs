using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

/// <summary>The compiled kernels, compiled once for all tests.</summary>
internal static class Compiled
{
    public static IReadOnlyList<KernelFile> Files { get; } = KernelCompiler.CompileAll();

    public static string Text(string name) => Files.Single(file => file.Name == name).Text;
}
