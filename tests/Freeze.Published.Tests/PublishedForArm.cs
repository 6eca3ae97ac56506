using System.Runtime.InteropServices;

namespace Freeze.Published.Tests;

/// <summary>EdgeClassifier, published once across for linux-arm64.</summary>
public sealed class PublishedForArm : IDisposable
{
    /// <summary>Runs programs of Arm64, system call by system call.</summary>
    public const string Emulator = "qemu-aarch64-static";

    private static readonly TimeSpan s_publishing = TimeSpan.FromMinutes(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-published-arm64-").FullName;
    private readonly Lazy<string> _binary;

    public PublishedForArm() => _binary = new(Publish);

    /// <summary>The binary; skips, with the reason, where this machine cannot make or run it.</summary>
    public string Binary
    {
        get
        {
            Skip.IfNot(
                OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "publishes for Arm from linux-x64 only");
            Skip.IfNot(
                Command.Exists("clang") && Command.Exists("aarch64-linux-gnu-gcc") && Directory.Exists("/usr/aarch64-linux-gnu/lib"),
                "linking for Arm needs a cross compiler: apt-get install clang gcc-aarch64-linux-gnu libc6-dev-arm64-cross");
            Skip.IfNot(Command.Exists(Emulator), "running Arm's programs needs QEMU: apt-get install qemu-user-static");
            return _binary.Value;
        }
    }

    /// <summary>Folder of the model's files.</summary>
    public string Models => Path.Combine(_folder, "models");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Publish()
    {
        Command.Run(
            s_publishing, Command.Dotnet, "publish", Repository.Sample, "-c", "Release", "-r", "linux-arm64", "-o", _folder,
            "-maxcpucount:2", "-nodeReuse:false", "-p:UseSharedCompilation=false").Succeeded();
        return Path.Combine(_folder, "edge-classifier");
    }
}
