using System.Diagnostics;
using System.Globalization;

namespace Freeze.Storage;

/// <summary>Files that are being written, NAME.PID.RANDOM.partial, and those of programs that were killed while they wrote.</summary>
internal static class PartialFiles
{
    private const string Extension = ".partial";

    /// <summary>
    /// A name under which this process writes a file, another one each time: processes of two containers that share a folder may have the same
    /// number.
    /// </summary>
    public static string Of(string path) => $"{path}.{Environment.ProcessId}.{Guid.NewGuid().ToString("N")[..8]}{Extension}";

    /// <summary>
    /// Deletes what dead processes left of a file. Whatever cannot be told apart from a file that somebody writes stays: cleaning is never the reason
    /// why a save fails.
    /// </summary>
    public static void Clean(string path)
    {
        try
        {
            var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path) + ".");
            foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension))
                if (IsOfDead(Path.GetFileName(file), name)) Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The save that follows finds the same and says so.
        }
    }

    private static bool IsOfDead(string file, string name)
    {
        if (!file.StartsWith(name, StringComparison.Ordinal) || file.Length < name.Length + Extension.Length) return false;
        var number = file.AsSpan(name.Length..^Extension.Length);

        // Files of earlier versions have no random part.
        if (number.IndexOf('.') is >= 0 and var dot)
        {
            if (!uint.TryParse(number[(dot + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) return false;
            number = number[..dot];
        }

        // This process writes nothing meanwhile: one with its number was another, before, as the first process of a container is always 1.
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && (id == Environment.ProcessId || !IsAlive(id));
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A writer holds its file for itself: one of another container, whose processes have numbers of their own, is found out here.
    private static void Delete(string file)
    {
        try
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process writes it, or it is gone already.
        }
    }
}
