using System.IO.Compression;

namespace Freeze.Packages.Tests;

/// <summary>All packages, packed once into a folder of their own, and an empty place beside it that sees them.</summary>
public sealed class LocalFeed : IDisposable
{
    private static readonly string[] s_projects =
        ["src/Freeze.Runtime", "src/Freeze.Calibration", "src/Freeze.Imaging", "src/Freeze.Hosting", "tools/onnx2cs"];

    private readonly Lazy<string> _packages;

    public LocalFeed()
    {
        _packages = new(Pack);

        // Packages of an earlier run must not pass for these: this run unpacks into a folder of its own and takes all others from the user's.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        Variables = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(Folder, "unpacked"),

            // Where the SDK remembers which tools are installed: an earlier run's tool of the same version lay in a folder that is gone.
            ["DOTNET_CLI_HOME"] = Path.Combine(Folder, "home"),
            ["NUGET_FALLBACK_PACKAGES"] = Directory.Exists(cache) ? cache : "",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        File.WriteAllText(
            Path.Combine(Folder, "nuget.config"),
            $"<configuration><packageSources><add key=\"freeze\" value=\"{Path.Combine(Folder, "feed")}\" /></packageSources></configuration>");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("freeze-packages-").FullName;

    /// <summary>Variables under which the folder's commands run.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Folder of the packages.</summary>
    public string Packages => _packages.Value;

    /// <summary>Names of the files in a package.</summary>
    public string[] Entries(string package)
    {
        using var file = ZipFile.OpenRead(Directory.GetFiles(Packages, package + ".0*.nupkg").Single());
        return [.. file.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>One file of a package as text.</summary>
    public string Read(string package, string entry)
    {
        using var file = ZipFile.OpenRead(Directory.GetFiles(Packages, package + ".0*.nupkg").Single());
        using var reader = new StreamReader(file.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Pack()
    {
        var feed = Path.Combine(Folder, "feed");
        foreach (var project in s_projects)
            Command.Run(
                Repository.Root, Variables.Where(variable => !variable.Key.StartsWith("NUGET", StringComparison.Ordinal)).ToDictionary(),
                "dotnet", "pack", project, "-c", Repository.Configuration, "--no-build", "--no-restore", "-o", feed, "-maxcpucount:1", "-nologo");
        return feed;
    }
}
