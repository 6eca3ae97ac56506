using Freeze.Fuzz.Running;
using Freeze.Fuzz.Targets;

namespace Freeze.Fuzz.Tests;

/// <summary>The harness finds what it is there to find: readers with one fault each, in processes as the others run in.</summary>
public sealed class HarmTests : IDisposable
{
    private const string Bad = "run-1-37";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("freeze");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("crash", "crash")]
    [InlineData("escape", "escape")]
    [InlineData("slow", "time")]
    [InlineData("endless", "time")]
    [InlineData("heap", "memory")]
    [InlineData("native", "memory")]
    public void Harm_is_found(string fault, string kind)
    {
        var finding = Run(fault).Findings.Single();
        Assert.Equal((kind, Bad), (finding.Kind, finding.Input));
        Assert.Equal(PlantedTarget.Bad, File.ReadAllBytes(finding.File));
    }

    [Fact]
    public void An_input_that_ends_the_process_is_known_afterwards()
    {
        var finding = Run("stack").Findings.Single();
        Assert.Equal(("crash", Bad), (finding.Kind, finding.Input));
        Assert.Equal(PlantedTarget.Bad, File.ReadAllBytes(finding.File));
    }

    [SkippableFact]
    public void Writes_behind_native_memory_are_found()
    {
        Skip.If(TargetProcess.CheckedHeap is null, "libc_malloc_debug.so.0, a part of glibc, is not here");
        var finding = Run("overrun").Findings.Single();
        Assert.Equal(("crash", Bad), (finding.Kind, finding.Input));
    }

    [Fact]
    public void Errors_that_users_are_promised_are_none()
    {
        var result = Run("refused");
        Assert.Empty(result.Findings);
        Assert.Equal(("image # is damaged", 1), (result.Errors.Single().Key, result.Errors.Single().Value));
        Assert.Equal((100, 99), (result.Runs, result.Accepted));
    }

    private TargetResult Run(string fault) => TargetProcess.Run(FuzzTargets.Planted + fault, null, 1, _folder.FullName);
}
