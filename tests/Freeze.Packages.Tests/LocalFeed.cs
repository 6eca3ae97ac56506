using System.IO.Compression;
using System.Runtime.InteropServices;
using Freeze.Testing;

namespace Freeze.Packages.Tests;

/// <summary>
/// An empty folder in which docs/embedding.md is followed word for word, once, as far as a test asks for: its files are written as they stand there, its
/// commands run as they stand there.
/// </summary>
public sealed class LocalFeed : IDisposable
{
    public const string Feed = "A feed of packages", Program = "A program", Service = "In a service";

    private readonly Step[] _steps = [.. Repository.Steps(Path.Combine(Repository.Root, "docs", "embedding.md"), Feed, Program, Service)];
    private readonly List<string> _output = [];
    private int _done;

    public LocalFeed()
    {
        // Packages of an earlier run must not pass for these: this run unpacks into a folder of its own and takes all others from the user's.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        Variables = new Dictionary<string, string>
        {
            ["FREEZE"] = Repository.Root,
            ["NUGET_PACKAGES"] = Path.Combine(Folder, ".unpacked"),

            // Where the SDK remembers which tools are installed: an earlier run's tool of the same version lay in a folder that is gone.
            ["DOTNET_CLI_HOME"] = Path.Combine(Folder, ".home"),
            ["NUGET_FALLBACK_PACKAGES"] = Directory.Exists(cache) ? cache : "",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        File.WriteAllBytes(Path.Combine(Folder, "model.onnx"), Model(classes: 4));
        File.WriteAllBytes(Path.Combine(Folder, "second.onnx"), Model(classes: 3));
        File.WriteAllBytes(Path.Combine(Folder, "image.onnx"), Model(classes: 2));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("freeze-packages-").FullName;

    /// <summary>Variables under which the folder's commands run.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>Folder of the packages.</summary>
    public string Packages
    {
        get
        {
            Follow(Feed);
            return Path.Combine(Folder, "feed");
        }
    }

    /// <summary>Path of something in the folder.</summary>
    public string this[string path] => Path.Combine(Folder, path);

    /// <summary>Follows the document to the end of a section; returns what its commands printed.</summary>
    public string Follow(string section)
    {
        Skip.If(OperatingSystem.IsWindows(), "the document's steps are for a POSIX shell");
        Skip.IfNot(
            section == Feed || Command.Exists("clang"), "publishing a native program needs a C linker: apt-get install clang zlib1g-dev");
        Skip.IfNot(
            section == Feed || (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64),
            "the document publishes for linux-x64");
        var last = Array.FindLastIndex(_steps, step => step.Section == section);
        Assert.True(last >= 0, $"the document has no section '{section}'");
        for (; _done <= last; _done++)
        {
            var step = _steps[_done];
            if (step.Path is { } path)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
                File.WriteAllText(this[path], step.Text);
            }
            else if (!IsForArm(step) || CanLinkForArm)
            {
                _output.Add(Run(step));
            }
        }

        return string.Concat(_output);
    }

    /// <summary>Whether this machine can link for Arm64.</summary>
    public static bool CanLinkForArm => Command.Exists("aarch64-linux-gnu-gcc") && Directory.Exists("/usr/aarch64-linux-gnu/lib");

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

    private static bool IsForArm(Step step) => step.Text.Contains("linux-arm64", StringComparison.Ordinal);

    // The repository's own projects keep the packages that they were restored with.
    private string Run(Step step) => Command.Run(
        Folder,
        step.Section == Feed && step.Text.Contains("dotnet pack", StringComparison.Ordinal)
            ? Variables.Where(variable => !variable.Key.StartsWith("NUGET", StringComparison.Ordinal)).ToDictionary()
            : Variables,
        "sh", "-e", "-c", step.Text);

    private static byte[] Model(int classes)
    {
        var g = new GraphBuilder([1, 3, 16, 16], symbolicBatch: true);
        var stem = Relu(Conv("x", 3));
        var block = Relu(g.Node("Add", [Conv(Relu(Conv(stem, 16)), 16), stem]));
        var pooled = g.Node("Flatten", [g.Node("GlobalAveragePool", [block])]);
        return g.Output(g.Node("Gemm", [pooled, g.Random("fc.weight", classes, 16)], ("transB", 1))).ToBytes();

        string Conv(string input, int channels) =>
            g.Node("Conv", [input, g.Random($"{input}.weight", 16, channels, 3, 3)], ("pads", new long[] { 1, 1, 1, 1 }));

        string Relu(string input) => g.Node("Relu", [input]);
    }
}
