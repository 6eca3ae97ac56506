namespace Freeze.Imaging.DataSets;

/// <summary>A folder on a disk.</summary>
internal sealed class DiskTree : IFileTree
{
    // As many as Linux follows before it takes them for a circle.
    private const int MostLinks = 40;

    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    public DiskTree(string path) => Root = TruePath(path) ?? Path.GetFullPath(path);

    public string Root { get; }

    public IEnumerable<TreeEntry> List(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_everything).Select(info => new TreeEntry(info.Name, KindOf(info)));

    public string Join(string folder, string name) => Path.Combine(folder, name);

    public bool Holds(string folder, string other)
    {
        var inside = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return other == folder || other.StartsWith(inside, StringComparison.Ordinal);
    }

    public (string Path, EntryKind Kind)? Follow(string link)
    {
        if (TruePath(link) is not { } path) return null;
        return (path, Directory.Exists(path) ? EntryKind.Folder : new FileInfo(path).Length == 0 ? EntryKind.Empty : EntryKind.File);
    }

    public int Peek(string file, Span<byte> start)
    {
        using var handle = File.OpenHandle(file);
        return RandomAccess.Read(handle, start, 0);
    }

    /// <summary>The path with every link on the way followed; null when nothing is there.</summary>
    public static string? TruePath(string path)
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
                if (!info.Exists) return null;
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

    private static EntryKind KindOf(FileSystemInfo info)
    {
        // Files that a cloud drive has yet to fetch are marked like links, but lead nowhere else.
        if ((info.Attributes & FileAttributes.ReparsePoint) != 0 && info.LinkTarget is not null) return EntryKind.Link;
        const FileAttributes Hidden = FileAttributes.Hidden | FileAttributes.System;
        if (OperatingSystem.IsWindows() && (info.Attributes & Hidden) != 0) return EntryKind.Hidden;
        return info is not FileInfo file ? EntryKind.Folder : file.Length == 0 ? EntryKind.Empty : EntryKind.File;
    }
}
