using System.Text.RegularExpressions;
using Freeze.Gpu;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed partial class OpenClTests
{
    private static IEnumerable<KernelFile> Files => Compiled.Files.Where(file => file.Name.EndsWith(".cl", StringComparison.Ordinal));

    [Fact]
    public void Each_kernel_takes_all_pointers_then_offset_and_length_of_each_then_the_numbers()
    {
        foreach (var kernel in GpuKernels.All)
        {
            var text = Compiled.Text($"{kernel.Name}.cl");
            var entry = Entry().Match(text);
            Assert.True(entry.Success, kernel.Name);
            Assert.Equal(kernel.Entry, entry.Groups["name"].Value);
            var parameters = entry.Groups["parameters"].Value.Split(',').Select(p => Name().Replace(p.Trim(), "")).ToArray();
            IEnumerable<string> pointers = kernel.Arguments.Where(ArgumentList.IsView)
                .Select(kind => $"global {(kind == 'F' ? "float" : kind == 'I' ? "int" : "char")}*");
            Assert.Equal(
                pointers.Concat(kernel.Arguments.Select(kind => ArgumentList.IsView(kind) ? "struct" : kind == 'f' ? "float" : "int")),
                parameters.Select(p => Struct().Replace(p, "struct")));

            // An int and its padding, then a long: 16 bytes, which a host fills as two longs while offsets stay below 2^31.
            foreach (var type in parameters.Where(p => p.StartsWith("struct", StringComparison.Ordinal)).Distinct())
                Assert.Matches(Regex.Escape(type) + @"\s*\{\s*int field_0;\s*long field_1;\s*\};", text);
        }
    }

    [Fact]
    public void Every_barrier_fences_local_memory()
    {
        Assert.Contains("work_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);", Compiled.Text("distance.cl"));
        Assert.All(Files, file => Assert.DoesNotMatch(@"barrier\s*\(\s*CLK_GLOBAL_MEM_FENCE\s*\)", file.Text));
    }

    [Fact]
    public void The_barrier_is_defined_for_the_version_that_lacks_it() => Assert.All(Files, file =>
        Assert.StartsWith(
            "#if !defined(__OPENCL_C_VERSION__) || __OPENCL_C_VERSION__ < 200\n" +
            "#define work_group_barrier(fence) barrier(fence)\n",
            file.Text));

    [Fact]
    public void The_fix_of_fences_is_still_needed()
    {
        using var context = KernelCompiler.CreateContext();
        using var compiler = new OpenClCompiler(context);
        var distance = Kernel.All.Single(kernel => kernel.Name == "distance");
        Assert.Matches(@"work_group_barrier\s*\(\s*CLK_GLOBAL_MEM_FENCE\s*\)", compiler.CompileUnfixed(distance));
    }

    [Fact]
    public void No_generic_pointers_no_bool_parameters_no_later_builtins() => Assert.All(Files, file =>
    {
        Assert.DoesNotContain("generic", file.Text);
        Assert.DoesNotContain("bool", Entry().Match(file.Text).Value);
        Assert.DoesNotMatch("sub_group|work_group_(reduce|scan|broadcast)|atomic|half|double", file.Text);
    });

    [Fact]
    public void Not_a_number_is_put_out_of_the_way_before_it_is_compared() =>
        Assert.Matches(@"fmin \(\(float\)var\d+, \(float\)INFINITY\)", Compiled.Text("distance.cl"));

    [GeneratedRegex(@"kernel void (?<name>\w+)\(\s*(?<parameters>[^)]*)\)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s*\b(view_|var)\d+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^struct type_\d+_kernel$")]
    private static partial Regex Struct();
}
