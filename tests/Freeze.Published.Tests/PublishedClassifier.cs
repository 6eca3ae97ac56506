using System.Runtime.InteropServices;

namespace Freeze.Published.Tests;

/// <summary>EdgeClassifier, published once with NativeAOT to a folder that goes with the tests.</summary>
public sealed class PublishedClassifier : IDisposable
{
    private static readonly TimeSpan s_publishing = TimeSpan.FromMinutes(15), s_running = TimeSpan.FromMinutes(1);

    private readonly Lazy<string> _log;

    public PublishedClassifier() => _log = new(Publish);

    public string Folder { get; } = Directory.CreateTempSubdirectory("freeze-published-").FullName;

    /// <summary>What publishing printed.</summary>
    public string Log
    {
        get
        {
            Skip.If(OperatingSystem.IsWindows(), "publishes with the C linkers of Linux and macOS");
            Skip.IfNot(Command.Exists("clang") || Command.Exists("gcc"), "NativeAOT needs a C linker: apt-get install clang zlib1g-dev");
            return _log.Value;
        }
    }

    public string Binary => Path.Combine(Folder, "edge-classifier");

    /// <summary>Runs the published binary.</summary>
    internal Outcome Run(params string[] arguments)
    {
        Assert.NotEmpty(Log);
        return Command.Run(s_running, Binary, arguments);
    }

    /// <summary>Runs the same program under the JIT.</summary>
    internal static Outcome RunBuilt(params string[] arguments) => Command.Run(s_running, Command.Dotnet, ["exec", Repository.Built, .. arguments]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // Servers of MSBuild or the compiler that stay would keep our pipes open. The repository makes the native compiler's warnings errors, so what
    // was published before without them has none.
    private string Publish()
    {
        var outcome = Command.Run(
            s_publishing, Command.Dotnet, "publish", Repository.Sample, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Folder,
            "-maxcpucount:2", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        return outcome.Succeeded().Output + outcome.Error;
    }
}
