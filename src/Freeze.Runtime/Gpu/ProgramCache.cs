using System.IO.Hashing;
using Freeze.Storage;

namespace Freeze.Gpu;

/// <summary>
/// Programs that a driver has built, kept on disk so that the next start need not build them again. Whatever is wrong with it only costs time: a
/// missing, damaged or unwritable file means that a program is built.
/// </summary>
/// <param name="folder">Folder of the files; null keeps none.</param>
internal sealed class ProgramCache(string? folder)
{
    /// <summary>Environment variable that names the folder; empty switches the cache off.</summary>
    public const string Variable = "FREEZE_KERNEL_CACHE";

    private const int HashLength = 16;

    /// <summary>The folder of this user: of <see cref="Variable"/>, else below XDG_CACHE_HOME, else where the system keeps such things.</summary>
    public static ProgramCache Default { get; } = new(DefaultFolder());

    /// <summary>Programs that were found.</summary>
    public int Hits { get; private set; }

    /// <summary>Reads a program.</summary>
    /// <param name="key">What it was built from and for.</param>
    /// <returns>The program; null when there is none or it is damaged.</returns>
    public byte[]? Read(string key)
    {
        if (folder is null) return null;
        try
        {
            var bytes = File.ReadAllBytes(PathOf(key));
            if (bytes.Length <= HashLength) return null;
            var program = bytes.AsSpan(HashLength);
            if (!XxHash128.Hash(program).AsSpan().SequenceEqual(bytes.AsSpan(0, HashLength))) return null;
            Hits++;
            return program.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Keeps a program; the file appears whole or not at all.</summary>
    /// <param name="key">What it was built from and for.</param>
    /// <param name="program">The program.</param>
    public void Write(string key, byte[] program)
    {
        if (folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(PathOf(key), stream =>
            {
                stream.Write(XxHash128.Hash(program));
                stream.Write(program);
            });
        }
        catch (Exception e) when (e is FreezeException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // Without the file the next start is slower, and nothing else.
        }
    }

    private static string? DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } chosen) return chosen.Length == 0 ? null : chosen;
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache) return Path.Combine(cache, "freeze");
        var home = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } profile ? Path.Combine(profile, ".cache") : "";
        return home.Length == 0 ? null : Path.Combine(home, "freeze");
    }

    private string PathOf(string key) =>
        Path.Combine(folder!, Convert.ToHexStringLower(XxHash128.Hash(System.Text.Encoding.UTF8.GetBytes(key))) + ".bin");
}
