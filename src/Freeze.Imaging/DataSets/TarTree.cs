using System.Formats.Tar;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Imaging.DataSets;

/// <summary>What an archive would unpack to, without unpacking it: of two entries with one name the later one counts.</summary>
internal sealed class TarTree : IFileTree
{
    private const int Block = 512, MostLinks = 40;

    // No file system has deeper folders that are any use; a name of a megabyte could claim a hundred thousand.
    private const int MostFolders = 100;

    private readonly Node _root = new(EntryKind.Folder);
    private readonly SafeFileHandle _file;

    /// <summary>Reads an archive's table.</summary>
    /// <param name="stream">The archive, at its beginning.</param>
    /// <param name="file">The same, for <see cref="Peek"/>.</param>
    /// <exception cref="EndOfStreamException">The archive is cut.</exception>
    public TarTree(Stream stream, SafeFileHandle file)
    {
        _file = file;
        using var reader = new TarReader(new TarGuard(stream));
        long end = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataOffset > 0) end = entry.DataOffset + (entry.Length + Block - 1) / Block * Block;
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) continue;
            var node = NodeOf(entry);
            if (node.Kind == EntryKind.File && node.Offset + node.Length > stream.Length) throw new EndOfStreamException();
            Put(entry.Name, node);
        }

        // Blocks of zeros end an archive. Without them the images behind the cut would be missing, unnoticed.
        if (end + Block > stream.Length) throw new EndOfStreamException();
    }

    public string Root => "";

    public IEnumerable<TreeEntry> List(string folder) =>
        Find(folder)!.Children!.Select(child => new TreeEntry(child.Key, child.Value.Kind));

    public string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public bool Holds(string folder, string other) =>
        folder.Length == 0 || other == folder || other.StartsWith(folder + '/', StringComparison.Ordinal);

    public (string Path, EntryKind Kind)? Follow(string link)
    {
        List<string> reached = [];
        var ahead = new Stack<string>(link.Split('/').Reverse());
        var nodes = new Stack<Node>([_root]);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name is "" or ".") continue;
            if (name == "..")
            {
                if (reached.Count == 0) return null;
                reached.RemoveAt(reached.Count - 1);
                nodes.Pop();
                continue;
            }

            if (nodes.Peek().Children is not { } children || !children.TryGetValue(name, out var next)) return null;
            if (next.Kind == EntryKind.Link)
            {
                if (next.Target is not { Length: > 0 } target || target.StartsWith('/') || ++links > MostLinks) return null;
                foreach (var part in target.Split('/').Reverse()) ahead.Push(part);
                continue;
            }

            reached.Add(name);
            nodes.Push(next);
        }

        return (string.Join('/', reached), nodes.Peek().Kind);
    }

    public int Peek(string file, Span<byte> start)
    {
        var (offset, length) = Place(file);
        return RandomAccess.Read(_file, start[..(int)Math.Min(start.Length, length)], offset);
    }

    /// <summary>Where a file's bytes stand in the archive.</summary>
    public (long Offset, long Length) Place(string file) => Find(file) is { } node ? (node.Offset, node.Length) : default;

    private Node NodeOf(TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when entry.Length > 0 =>
            new(EntryKind.File) { Offset = entry.DataOffset, Length = entry.Length },
        TarEntryType.Directory => new(EntryKind.Folder),
        TarEntryType.V7RegularFile when entry.Name.EndsWith('/') => new(EntryKind.Folder),
        TarEntryType.SymbolicLink => new(EntryKind.Link) { Target = entry.LinkName },

        // A hard link is the file itself under another name, as it is on a disk; it names one that stands before it.
        TarEntryType.HardLink => Find(string.Join('/', Parts(entry.LinkName))) is { Kind: EntryKind.File } file
            ? new(EntryKind.File) { Offset = file.Offset, Length = file.Length } : new(EntryKind.Link),
        _ => new(EntryKind.Empty),
    };

    private void Put(string name, Node node)
    {
        var parts = Parts(name);
        if (parts.Count == 0) return;
        var folder = _root;
        foreach (var part in parts[..^1])
        {
            if (!folder.Children!.TryGetValue(part, out var next) || next.Kind != EntryKind.Folder)
                folder.Children[part] = next = new(EntryKind.Folder);
            folder = next;
        }

        // A folder's own entry may follow its files.
        var (children, last) = (folder.Children!, parts[^1]);
        if (node.Kind != EntryKind.Folder || !children.TryGetValue(last, out var there) || there.Kind != EntryKind.Folder) children[last] = node;
    }

    private Node? Find(string path)
    {
        var node = _root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (node.Children is not { } children || !children.TryGetValue(part, out node)) return null;
        return node;
    }

    // Names that lead out of the archive are taken as tar unpacks them: inside.
    private static List<string> Parts(string name)
    {
        List<string> parts = [];
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") parts = parts.Count > 0 ? parts[..^1] : parts;
            else if (part != ".") parts.Add(part);
            if (parts.Count > MostFolders) throw new InvalidDataException($"a name has more than {MostFolders} folders");
        }

        return parts;
    }

    private sealed class Node(EntryKind kind)
    {
        public EntryKind Kind => kind;

        public Dictionary<string, Node>? Children { get; } = kind == EntryKind.Folder ? new(StringComparer.Ordinal) : null;

        public string? Target { get; init; }

        public long Offset { get; init; }

        public long Length { get; init; }
    }
}
