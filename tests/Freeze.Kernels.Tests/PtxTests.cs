using System.Text.RegularExpressions;
using Freeze.Gpu;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed partial class PtxTests
{
    public static TheoryData<string, string> Targets => new() { { "sm_53", "6.4" } };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_and_version_are_those_of_the_oldest_gpu(string target, string version)
    {
        foreach (var kernel in Kernel.All)
        {
            var text = Compiled.Text($"{kernel.Name}.{target}.ptx");
            Assert.Contains($".version {version}\n", text);
            Assert.Contains($".target {target}\n", text);
            Assert.Contains($".maxntid {kernel.GroupSize}, 1, 1\n", text);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_entry_takes_what_the_runtime_launches_it_with(string target, string version)
    {
        _ = version;
        foreach (var kernel in GpuKernels.All)
        {
            var entry = Entry().Match(Compiled.Text($"{kernel.Name}.{target}.ptx"));
            Assert.True(entry.Success, kernel.Name);
            Assert.Equal(kernel.Entry, entry.Groups["name"].Value);

            // A view is an address and a length, 16 bytes; a number takes 4.
            var parameters = entry.Groups["parameters"].Value.Split(',').Select(p => Name().Replace(p.Trim(), "")).ToArray();
            Assert.Equal(
                kernel.Arguments.Select(kind => ArgumentList.IsView(kind) ? ".param .align 8 .b8 [16]" : $".param .{(kind == 'f' ? 'f' : 'b')}32 "),
                parameters);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Guarded_branches_may_diverge(string target, string version)
    {
        _ = version;
        foreach (var file in Compiled.Files.Where(file => file.Name.EndsWith($".{target}.ptx", StringComparison.Ordinal)))
        {
            Assert.Matches(@"@!?%p\d+\s+bra\s", file.Text);
            Assert.DoesNotMatch(@"@!?%p\d+\s+bra\.uni", file.Text);
        }
    }

    [Fact]
    public void The_fix_of_branches_is_still_needed_and_leaves_unconditional_ones_alone()
    {
        using var context = KernelCompiler.CreateContext();
        using var compiler = new PtxCompiler(context, PtxTarget.Sm53);
        Assert.Matches(@"@!?%p\d+\s+bra\.uni", compiler.CompileUnfixed(Kernel.All.Single(kernel => kernel.Name == "distance")));
        Assert.Equal(
            "@%p1 bra\tA; @!%p22 bra B; bra.uni C;",
            PtxFixes.LetGuardedBranchesDiverge("@%p1 bra.uni\tA; @!%p22 bra.uni B; bra.uni C;"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Nothing_outside_the_module_is_called_and_nothing_is_double(string target, string version)
    {
        // MathF.FusedMultiplyAdd, for one, compiles to an external that no driver resolves, without a word; XMath.Pow goes through double.
        _ = version;
        foreach (var file in Compiled.Files.Where(file => file.Name.EndsWith($".{target}.ptx", StringComparison.Ordinal)))
            Assert.DoesNotMatch(@"\.extern|\bcall\b|shfl|\.f64\b", file.Text);
    }

    [GeneratedRegex(@"\.visible \.entry (?<name>\w+)\(\s*(?<parameters>[^)]*)\)")]
    private static partial Regex Entry();

    // ILGPU's names: _keys_952.
    [GeneratedRegex(@"_\w+")]
    private static partial Regex Name();
}
