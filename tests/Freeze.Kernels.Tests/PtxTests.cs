using System.Text.RegularExpressions;
using Freeze.Kernels.Compilation;

namespace Freeze.Kernels.Tests;

public sealed partial class PtxTests
{
    public static TheoryData<string, string> Targets => new() { { "sm_53", "6.4" }, { "sm_80", "7.0" } };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_and_version_are_those_of_the_oldest_gpu(string target, string version)
    {
        var text = Compiled.Text($"distance.{target}.ptx");
        Assert.Contains($".version {version}\n", text);
        Assert.Contains($".target {target}\n", text);
        Assert.Contains($".maxntid {Distance.GroupSize}, 1, 1\n", text);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_entry_takes_each_view_as_16_bytes_then_the_scalars(string target, string version)
    {
        _ = version;
        var entry = Entry().Match(Compiled.Text($"distance.{target}.ptx"));
        Assert.True(entry.Success);
        var parameters = entry.Groups["parameters"].Value.Split(',').Select(p => Suffix().Replace(p.Trim(), "")).ToArray();
        Assert.Equal(
            [
                ".param .align 8 .b8 _keys[16]",
                ".param .align 8 .b8 _centroids[16]",
                ".param .align 8 .b8 _classes[16]",
                ".param .align 8 .b8 _nearestClass[16]",
                ".param .align 8 .b8 _distances[16]",
                ".param .b32 _count",
                ".param .b32 _length",
            ],
            parameters);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Guarded_branches_may_diverge(string target, string version)
    {
        _ = version;
        var text = Compiled.Text($"distance.{target}.ptx");
        Assert.Matches(@"@!?%p\d+\s+bra\s", text);
        Assert.DoesNotMatch(@"@!?%p\d+\s+bra\.uni", text);
    }

    [Fact]
    public void The_fix_of_branches_is_still_needed_and_leaves_unconditional_ones_alone()
    {
        using var context = KernelCompiler.CreateContext();
        using var compiler = new PtxCompiler(context, PtxTarget.Sm53);
        Assert.Matches(@"@!?%p\d+\s+bra\.uni", compiler.CompileUnfixed(Kernel.All[0]));
        Assert.Equal(
            "@%p1 bra\tA; @!%p22 bra B; bra.uni C;",
            PtxFixes.LetGuardedBranchesDiverge("@%p1 bra.uni\tA; @!%p22 bra.uni B; bra.uni C;"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Nothing_outside_the_module_is_called(string target, string version)
    {
        // MathF.FusedMultiplyAdd, for one, compiles to an external that no driver resolves, without a word.
        _ = version;
        var text = Compiled.Text($"distance.{target}.ptx");
        Assert.DoesNotContain(".extern", text);
        Assert.DoesNotContain("call", text);
        Assert.DoesNotContain("shfl", text);
    }

    [GeneratedRegex(@"\.visible \.entry Kernel_Nearest\(\s*(?<parameters>[^)]*)\)")]
    private static partial Regex Entry();

    // ILGPU numbers its names: _keys_952.
    [GeneratedRegex(@"_\d+(?=\[|$)")]
    private static partial Regex Suffix();
}
