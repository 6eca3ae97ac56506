using System.Diagnostics;
using System.Globalization;

namespace Freeze.Storage;

/// <summary>Files that are being written, NAME.PID.partial, and those of programs that were killed while they wrote.</summary>
internal static class PartialFiles
{
    private const string Extension = ".partial";

    /// <summary>The name under which this process writes a file.</summary>
    public static string Of(string path) => $"{path}.{Environment.ProcessId}{Extension}";

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
        return int.TryParse(file.AsSpan(name.Length..^Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id);
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
            // Somebody writes it, or it is gone already.
        }
    }
}
