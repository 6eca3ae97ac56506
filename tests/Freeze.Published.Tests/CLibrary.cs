using System.Text.RegularExpressions;

namespace Freeze.Published.Tests;

/// <summary>The C library that a binary asks for, and the old one that sysroot.sh fetched.</summary>
internal static partial class CLibrary
{
    /// <summary>Folder of the old library.</summary>
    /// <param name="runtime">Identifier of the platform: linux-x64 or linux-arm64.</param>
    public static string Folder(string runtime) => Path.Combine(Repository.Sample, "obj", "sysroot", runtime);

    /// <summary>Skips where sysroot.sh has not run.</summary>
    public static string FetchedFolder(string runtime)
    {
        var folder = Folder(runtime);
        Skip.IfNot(
            Directory.Exists(folder), $"linked against this machine's C library: run samples/EdgeClassifier/sysroot.sh {runtime.Split('-')[1]}");
        return folder;
    }

    /// <summary>The newest version of glibc that a binary asks for.</summary>
    public static Version Needed(string binary)
    {
        var output = Command.Run(TimeSpan.FromMinutes(1), "readelf", "--version-info", "--wide", binary).Succeeded().Output;
        return GlibcVersion().Matches(output).Select(match => Version.Parse(match.Groups[1].Value)).Max()!;
    }

    [GeneratedRegex(@"\bGLIBC_(\d+\.\d+)")]
    private static partial Regex GlibcVersion();
}
