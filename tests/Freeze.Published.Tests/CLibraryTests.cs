using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Freeze.Published.Tests;

/// <summary>Binaries start on a C library of 2020: glibc 2.31, which Debian 11, Ubuntu 20.04 and JetPack 5 have.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class CLibraryTests(PublishedClassifier published, PublishedForArm arm, ITestOutputHelper output)
{
    private static readonly Version s_oldest = new(2, 31);

    private static readonly TimeSpan s_running = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void On_x64()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "runs on linux-x64 only");
        var library = CLibrary.FetchedFolder("linux-x64");
        Assert.NotEmpty(published.Log);
        foreach (var binary in new[] { published.Binary, published.Binary + ".avx512" }) Check(binary);

        // Run by the old loader with the old libraries. The program's own folder is the loader's then, so it is told where the model is.
        var libraries = Path.Combine(library, "lib", "x86_64-linux-gnu");
        string[] line = ["classify", "--model", Path.Combine(published.Folder, "models"), "--json", .. Repository.Images];
        CheckLabels(Command.Run(s_running, Path.Combine(libraries, "ld-2.31.so"), ["--library-path", libraries, published.Binary, .. line]));
    }

    [SkippableFact]
    public void On_Arm()
    {
        var library = CLibrary.FetchedFolder("linux-arm64");
        Check(arm.Binary);
        CheckLabels(Command.Run(s_running, PublishedForArm.Emulator, ["-L", library, arm.Binary, "classify", "--json", .. Repository.Images]));
    }

    private static void CheckLabels(Outcome outcome) => Assert.Equal(
        Repository.Images.Select(Path.GetFileNameWithoutExtension), outcome.JsonLines().Select(answer => answer.GetProperty("label").GetString()));

    private void Check(string binary)
    {
        var needed = CLibrary.Needed(binary);
        output.WriteLine($"{Path.GetFileName(binary)} needs glibc {needed}");
        Assert.InRange(needed, new Version(2, 2), s_oldest);
    }
}
