using System.Text.RegularExpressions;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed partial class OpenClTests
{
    private static string Text => Compiled.Text("distance.cl");

    [Fact]
    public void The_kernel_takes_all_pointers_then_offset_and_length_of_each_then_the_scalars()
    {
        var entry = Entry().Match(Text);
        Assert.True(entry.Success);
        var parameters = entry.Groups["parameters"].Value.Split(',').Select(p => Name().Replace(p.Trim(), "")).ToArray();
        var view = parameters[5];
        var intView = parameters[7];
        Assert.Equal(
            [
                "global float*", "global float*", "global int*", "global int*", "global float*",
                view, view, intView, intView, view,
                "int", "int",
            ],
            parameters);

        // An int and its padding, then a long: 16 bytes, which a host fills as two longs while offsets stay below 2^31.
        foreach (var type in new[] { view, intView })
            Assert.Matches(Regex.Escape(type) + @"\s*\{\s*int field_0;\s*long field_1;\s*\};", Text);
    }

    [Fact]
    public void Every_barrier_fences_local_memory()
    {
        Assert.Contains("work_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);", Text);
        Assert.DoesNotMatch(@"barrier\s*\(\s*CLK_GLOBAL_MEM_FENCE\s*\)", Text);
    }

    [Fact]
    public void The_barrier_is_defined_for_the_version_that_lacks_it() =>
        Assert.StartsWith(
            "#if !defined(__OPENCL_C_VERSION__) || __OPENCL_C_VERSION__ < 200\n" +
            "#define work_group_barrier(fence) barrier(fence)\n",
            Text);

    [Fact]
    public void The_fix_of_fences_is_still_needed()
    {
        using var context = KernelCompiler.CreateContext();
        using var compiler = new OpenClCompiler(context);
        Assert.Matches(@"work_group_barrier\s*\(\s*CLK_GLOBAL_MEM_FENCE\s*\)", compiler.CompileUnfixed(Kernel.All[0]));
    }

    [Fact]
    public void No_generic_pointers_no_bool_parameters_no_later_builtins()
    {
        Assert.DoesNotContain("generic", Text);
        Assert.DoesNotContain("bool", Entry().Match(Text).Value);
        Assert.DoesNotMatch("sub_group|work_group_(reduce|scan|broadcast)|atomic|convert_|half|double", Text);
    }

    [Fact]
    public void Not_a_number_is_put_out_of_the_way_before_it_is_compared() =>
        Assert.Matches(@"fmin \(\(float\)var\d+, \(float\)INFINITY\)", Text);

    [GeneratedRegex(@"kernel void Kernel_Nearest\(\s*(?<parameters>[^)]*)\)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s*\b(view_|var)\d+$")]
    private static partial Regex Name();
}
