using System.Runtime.InteropServices;
using Freeze.Samples.EdgeClassifier;

namespace Freeze.Published.Tests;

/// <summary>The binary for AVX2 hands over to the one for AVX-512 where it can, and only there.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class Avx512VariantTests(PublishedClassifier published)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("flags\t\t: fpu fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl sha", true)]
    [InlineData("flags\t\t: fpu fma avx2 avx512f avx512cd sha", false)]
    [InlineData("flags\t\t: fpu fma avx2", false)]
    [InlineData("Features\t: fp asimd", false)]
    public void It_needs_all_of_x86_64_v4(string flags, bool supported) =>
        Assert.Equal(supported, Avx512Variant.IsSupported(["processor\t: 0", flags, "bugs\t:"]));

    [SkippableFact]
    public void Both_binaries_are_published()
    {
        SkipElsewhere();
        Assert.NotEmpty(published.Log);
        Assert.True(File.Exists(published.Binary + ".avx512"));
        Assert.NotEqual(File.ReadAllBytes(published.Binary), File.ReadAllBytes(published.Binary + ".avx512"));
    }

    [SkippableFact]
    public void The_choice_can_be_taken_away()
    {
        SkipElsewhere();
        Assert.NotEmpty(published.Log);
        var environment = new Dictionary<string, string> { [Avx512Variant.Choice] = "avx2" };
        Assert.Contains("AVX2", Command.Run(s_limit, environment, published.Binary, "devices").Succeeded().Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void It_hands_over_with_its_arguments()
    {
        // A script stands in for the other binary: most machines cannot run that one.
        SkipElsewhere();
        Assert.NotEmpty(published.Log);
        var copy = Path.Combine(published.Folder, "copy");
        File.Copy(published.Binary, copy, overwrite: true);
        File.WriteAllText(copy + ".avx512", "#!/bin/sh\nprintf '%s|' taken \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy + ".avx512", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string> { [Avx512Variant.Choice] = "avx512" };
        Assert.Equal("taken|classify|two words.png|--json|", Command.Run(s_limit, environment, copy, "classify", "two words.png", "--json").Succeeded().Output);
    }

    private static void SkipElsewhere() => Skip.IfNot(
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "two binaries are published for linux-x64 only");
}
