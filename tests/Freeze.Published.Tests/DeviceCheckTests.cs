using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Freeze.Published.Tests;

/// <summary>device-check as it is copied to a machine with a GPU: one folder, which brings what it needs.</summary>
[Collection(nameof(PublishedClassifier))]
public sealed class DeviceCheckTests(ITestOutputHelper output) : IDisposable
{
    // The weights of ResNet-18, which go with it to check a real network, take 44.7 MB of 60.
    private const long MostBytes = 15_000_000;

    private static readonly TimeSpan s_publishing = TimeSpan.FromMinutes(15), s_running = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-device-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void It_is_small_and_checks_the_devices_that_this_machine_has()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "publishes on linux-x64 only");
        Skip.IfNot(Command.Exists("clang") || Command.Exists("gcc"), "NativeAOT needs a C linker: apt-get install clang zlib1g-dev");
        var log = Command.Run(
            s_publishing, Command.Dotnet, "publish", Repository.DeviceCheck, "-c", "Release", "-r", "linux-x64", "-o", _folder,
            "-maxcpucount:2", "-nodeReuse:false", "-p:UseSharedCompilation=false").Succeeded().Output;
        Assert.DoesNotMatch(@"warning|IL[23]\d{3}", log);
        var files = Directory.GetFiles(_folder);
        var bytes = files.Sum(file => new FileInfo(file).Length);
        output.WriteLine($"{string.Join(", ", files.Select(Path.GetFileName).Order())}: {bytes / 1e6:0.0} MB");
        Assert.InRange(bytes, 1, MostBytes);
        var binary = Path.Combine(_folder, "device-check");
        if (Directory.Exists(CLibrary.Folder("linux-x64"))) Assert.InRange(CLibrary.Needed(binary), new Version(2, 2), new Version(2, 31));

        // Without a card: one line, no stack trace.
        var missing = Command.Run(s_running, binary, "--device", "cuda:99", "--quick");
        Assert.Equal((1, ""), (missing.Code, missing.Output));
        Assert.Matches(@"\Aerror: .*cuda.*\n\z", missing.Error);

        foreach (var device in new[] { "cpu", "opencl" })
        {
            var outcome = Command.Run(s_running, binary, "--device", device, "--quick");
            if (device == "opencl" && outcome.Error.Contains("cannot be used", StringComparison.Ordinal))
            {
                output.WriteLine(outcome.Error);
                continue;
            }

            Assert.DoesNotContain("wrong**", outcome.Succeeded().Output, StringComparison.Ordinal);
            Assert.Contains("| resnet18 | outputs | ", outcome.Output, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^\| 32 \| [1-9]\d* \| \d+ \| 0 \|$", outcome.Output);
        }
    }
}
