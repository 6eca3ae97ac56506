namespace Freeze.Storage;

/// <summary>Where a path leads once every link on the way is followed, those of folders included.</summary>
public static class TruePath
{
    // As many as Linux follows before it takes them for a circle.
    private const int MostLinks = 40;

    /// <summary>The path without links; null when nothing is there, or links lead in a circle.</summary>
    /// <param name="path">Any path.</param>
    /// <param name="mayBeMissing">Whether the last name may be one that does not exist yet: that of a file to be written.</param>
    public static string? Of(string path, bool mayBeMissing = false)
    {
        var full = Path.GetFullPath(path);
        var reached = Path.GetPathRoot(full)!;
        var ahead = new Stack<string>(Parts(full[reached.Length..]));
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                reached = Path.GetDirectoryName(reached) ?? reached;
                continue;
            }

            var next = Path.Combine(reached, name);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (info.LinkTarget is not { } target)
            {
                if (!info.Exists) return mayBeMissing && ahead.Count == 0 ? next : null;
                reached = next;
                continue;
            }

            if (++links > MostLinks) return null;
            var root = Path.GetPathRoot(target) ?? "";
            if (root.Length > 0) reached = Path.GetFullPath(root);
            foreach (var part in Parts(target[root.Length..])) ahead.Push(part);
        }

        return reached;
    }

    // The last part first, as a stack takes them.
    private static IEnumerable<string> Parts(string path) => path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".").Reverse();
}
