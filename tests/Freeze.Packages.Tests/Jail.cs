using System.Diagnostics;

namespace Freeze.Packages.Tests;

/// <summary>
/// A root folder that holds published programs, the C library and nothing else. In it they run as another user, started from "/", and nothing in it can be
/// written to.
/// </summary>
internal sealed class Jail : IDisposable
{
    private const string Nobody = "65534";

    private readonly string _root = Directory.CreateTempSubdirectory("freeze-jail-").FullName;

    /// <summary>Builds it; skips where this machine or user cannot.</summary>
    /// <param name="folder">Published folder, which becomes /app.</param>
    /// <param name="program">A program in it, whose libraries are brought along.</param>
    /// <param name="libraries">Which of the system's libraries it may ask for.</param>
    public Jail(string folder, string program, params string[] libraries)
    {
        Skip.IfNot(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Command.Exists("unshare") && Command.Exists("chroot"),
            "a root folder of one's own needs Linux, root, unshare and chroot");
        Skip.IfNot(Try("unshare", "--mount", "true"), "this container does not allow mounts of one's own");
        Command.Run("/", Nothing, "cp", "-r", folder, Path.Combine(_root, "app"));
        foreach (var library in Command.Run("/", Nothing, "ldd", Path.Combine(folder, program)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                     .Where(word => word.StartsWith('/') && word.Contains(".so", StringComparison.Ordinal)))
        {
            Assert.Contains(libraries, name => Path.GetFileName(library).StartsWith(name + ".", StringComparison.Ordinal) || Path.GetFileName(library).StartsWith("ld-", StringComparison.Ordinal));
            Directory.CreateDirectory(_root + Path.GetDirectoryName(library));
            Command.Run("/", Nothing, "cp", "-L", library, _root + library);
        }

        // Every container has it; .NET's servers draw their identifiers from it.
        Directory.CreateDirectory(Path.Combine(_root, "dev"));
        Command.Run("/", Nothing, "mknod", "-m", "444", Path.Combine(_root, "dev", "urandom"), "c", "1", "9");
        Command.Run("/", Nothing, "chmod", "-R", "a+rX", _root);
    }

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();

    /// <summary>The command line that runs a program of /app in it.</summary>
    public string[] Line(string program, params string[] arguments) =>
    [
        "unshare", "--mount", "sh", "-e", "-c",
        $"mount --bind {_root} {_root}; mount -o remount,ro,bind {_root}; cd /; exec chroot --userspec={Nobody}:{Nobody} {_root} \"$@\"",
        "sh", "/app/" + program, .. arguments,
    ];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static bool Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
