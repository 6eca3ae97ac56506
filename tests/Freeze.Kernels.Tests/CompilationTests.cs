using System.Text;
using Freeze.Gpu;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed class CompilationTests
{
    [Fact]
    public void Compiling_twice_gives_the_same_bytes() => Assert.Equal(Compiled.Files, KernelCompiler.CompileAll());

    [Fact]
    public void What_was_compiled_before_does_not_show()
    {
        // ILGPU numbers names from one counter a process: without StableNames every kernel would change those after it.
        using var context = KernelCompiler.CreateContext();
        using var compiler = new PtxCompiler(context, PtxTarget.Sm53);
        var distance = Kernel.All.Single(kernel => kernel.Name == "distance");
        Assert.NotEqual(compiler.CompileUnfixed(distance), compiler.CompileUnfixed(distance));
        Assert.Equal(Compiled.Text("distance.sm_53.ptx"), compiler.Compile(distance).Text);
        Assert.Equal(
            "L_0 L_1 L_0 _keys_0[16] type_0_kernel type_1",
            StableNames.Renumber("L_70 L_5 L_70 _keys_9[16] type_3_kernel type_4"));
    }

    [Fact]
    public void Each_kernel_has_two_files() =>
        Assert.Equal(
            Kernel.All.SelectMany(kernel => new[] { $"{kernel.Name}.sm_53.ptx", $"{kernel.Name}.cl" }),
            Compiled.Files.Select(file => file.Name));

    [Fact]
    public void Freeze_Runtime_embeds_what_the_compiler_makes()
    {
        var kernels = GpuKernels.All.ToDictionary(kernel => kernel.Name);
        foreach (var file in Compiled.Files)
        {
            var (name, extension) = (file.Name[..file.Name.IndexOf('.')], file.Name[(file.Name.IndexOf('.') + 1)..]);
            Assert.Equal(file.Text, Encoding.UTF8.GetString(kernels[name].Text(extension)));
        }
    }

    [Fact]
    public void Freeze_Runtime_does_not_know_ilgpu() =>
        Assert.DoesNotContain(
            typeof(FrozenModel).Assembly.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("ILGPU", StringComparison.Ordinal) || name.Name == "Freeze.Kernels");
}
