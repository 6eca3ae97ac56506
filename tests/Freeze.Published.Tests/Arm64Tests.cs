using System.Runtime.InteropServices;

namespace Freeze.Published.Tests;

/// <summary>EdgeClassifier published across for linux-arm64 runs, under QEMU's user mode, and answers as on x64.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class Arm64Tests(PublishedClassifier published)
{
    // Vectors of another width sum in another order; the score of an answer is a probability.
    private const double Tolerance = 1e-4;

    private static readonly TimeSpan s_publishing = TimeSpan.FromMinutes(15), s_running = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void It_answers_as_on_x64()
    {
        Skip.IfNot(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "publishes for Arm from linux-x64 only");
        Skip.IfNot(
            Command.Exists("clang") && Command.Exists("aarch64-linux-gnu-gcc") && Directory.Exists("/usr/aarch64-linux-gnu/lib"),
            "linking for Arm needs a cross compiler: apt-get install clang gcc-aarch64-linux-gnu libc6-dev-arm64-cross");
        Skip.IfNot(Command.Exists("qemu-aarch64-static"), "running Arm's programs needs QEMU: apt-get install qemu-user-static");
        var folder = Path.Combine(published.Folder, "arm64");
        Command.Run(
            s_publishing, Command.Dotnet, "publish", Repository.Sample, "-c", "Release", "-r", "linux-arm64", "-o", folder,
            "-maxcpucount:2", "-nodeReuse:false", "-p:UseSharedCompilation=false").Succeeded();

        string[] line = ["classify", "--json", .. Repository.Images];
        string[] emulated = ["-L", "/usr/aarch64-linux-gnu", Path.Combine(folder, "edge-classifier"), .. line];
        var arm = Command.Run(s_running, "qemu-aarch64-static", emulated).JsonLines();
        var x64 = PublishedClassifier.RunBuilt(line).JsonLines();
        Assert.Equal(Repository.Images.Length, arm.Length);
        foreach (var (one, other) in arm.Zip(x64))
        {
            foreach (var name in new[] { "file", "label", "exit" }) Assert.Equal(other.GetProperty(name).GetString(), one.GetProperty(name).GetString());
            Assert.Equal(other.GetProperty("score").GetDouble(), one.GetProperty("score").GetDouble(), Tolerance);
        }
    }
}
