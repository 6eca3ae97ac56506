using Freeze.Storage;

namespace Freeze.Imaging.DataSets;

/// <summary>A folder on a disk.</summary>
internal sealed class DiskTree : IFileTree
{
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    public DiskTree(string path) => Root = TruePath.Of(path) ?? Path.GetFullPath(path);

    public string Root { get; }

    public IReadOnlyList<LeftOut> LeftOut => [];

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
        if (TruePath.Of(link) is not { } path) return null;
        return (path, Directory.Exists(path) ? EntryKind.Folder : InputFile.Problem(path) is null ? EntryKind.File : EntryKind.Empty);
    }

    public int Peek(string file, Span<byte> start)
    {
        using var handle = File.OpenHandle(file);
        return RandomAccess.Read(handle, start, 0);
    }

    private static EntryKind KindOf(FileSystemInfo info)
    {
        // Files that a cloud drive has yet to fetch are marked like links, but lead nowhere else.
        if ((info.Attributes & FileAttributes.ReparsePoint) != 0 && info.LinkTarget is not null) return EntryKind.Link;
        const FileAttributes Hidden = FileAttributes.Hidden | FileAttributes.System;
        if (OperatingSystem.IsWindows() && (info.Attributes & Hidden) != 0) return EntryKind.Hidden;
        return info is not FileInfo file ? EntryKind.Folder : file.Length == 0 ? EntryKind.Empty : EntryKind.File;
    }
}
