using System.Formats.Tar;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Imaging.DataSets;

/// <summary>What an archive would unpack to, without unpacking it: of two entries with one name the later one counts.</summary>
internal sealed class TarTree : IFileTree
{
    private const int Block = 512, MostLinks = 40;

    // What file systems take as the name of a file and as the target of a link, and deeper folders than are any use.
    private const int MostOfName = 255, MostOfTarget = 4095, MostFolders = 100;

    // An entry of a kilobyte can name a hundred folders and lead through a thousand: all together may not much more than in archives of images.
    private const int FoldersOfEntry = 4, StepsOfEntry = 256, Free = 1000;

    private readonly Node _root = new(EntryKind.Folder);
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<Reason, (int Count, string First)> _leftOut = [];
    private int _entries, _folders;
    private long _steps;

    /// <summary>Reads an archive's table.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="stream">The archive, at its beginning.</param>
    /// <param name="file">The same, for <see cref="Peek"/>.</param>
    /// <exception cref="EndOfStreamException">The archive is cut.</exception>
    public TarTree(string path, Stream stream, SafeFileHandle file)
    {
        (_path, _file) = (path, file);
        var guard = new TarGuard(stream);
        using var reader = new TarReader(guard);
        long end = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataOffset > 0) end = entry.DataOffset + (entry.Length + Block - 1) / Block * Block;
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) continue;
            _entries++;
            var node = NodeOf(entry, guard.Hidden);
            if (node.Kind == EntryKind.File && node.Offset + node.Length > stream.Length) throw new EndOfStreamException();
            Put(SparseName(entry) ?? entry.Name, node);
        }

        // Blocks of zeros end an archive. Without them the images behind the cut would be missing, unnoticed.
        if (end + Block > stream.Length) throw new EndOfStreamException();
    }

    private enum Reason
    {
        Replaced, Nameless, Name,
    }

    public string Root => "";

    public IReadOnlyList<LeftOut> LeftOut => [.. _leftOut.OrderBy(pair => pair.Key).Select(pair => new LeftOut(
        pair.Key switch
        {
            Reason.Replaced => "entries that a later one of the same name replaces",
            Reason.Nameless => "entries without a name",
            _ => $"entries whose names have more than {MostFolders} folders, or parts of more than {MostOfName} letters",
        },
        pair.Value.Count,
        pair.Value.First))];

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
            if (++_steps > (long)StepsOfEntry * (_entries + Free))
                throw new FreezeException($"{_path}: the archive's links lead through too many folders. Pack the files themselves (tar --dereference).");
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

    private Node NodeOf(TarEntry entry, char hidden) => entry.EntryType switch
    {
        _ when hidden != 0 => new(hidden switch { 'S' => EntryKind.Sparse, 'D' => EntryKind.Folder, _ => EntryKind.Other }),
        _ when SparseName(entry) is not null => new(EntryKind.Sparse),
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when entry.Length > 0 =>
            new(EntryKind.File) { Offset = entry.DataOffset, Length = entry.Length },
        TarEntryType.Directory => new(EntryKind.Folder),
        TarEntryType.V7RegularFile when entry.Name.EndsWith('/') => new(EntryKind.Folder),
        TarEntryType.SymbolicLink => new(EntryKind.Link) { Target = entry.LinkName.Length <= MostOfTarget ? entry.LinkName : null },

        // A hard link is the file itself under another name, as it is on a disk; it names one that stands before it.
        TarEntryType.HardLink => Parts(entry.LinkName) is { } parts && Find(string.Join('/', parts)) is { Kind: EntryKind.File } file
            ? new(EntryKind.File) { Offset = file.Offset, Length = file.Length } : new(EntryKind.Link),
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.Fifo
            or TarEntryType.CharacterDevice or TarEntryType.BlockDevice => new(EntryKind.Empty),
        _ => new(EntryKind.Other),
    };

    // GNU tar's way to store a file without its holes in a format that has none: under a name that it makes up.
    private static string? SparseName(TarEntry entry)
    {
        if (entry is not PaxTarEntry { ExtendedAttributes: var attributes }
            || !attributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal))) return null;
        return attributes.TryGetValue("GNU.sparse.name", out var name) ? name : entry.Name;
    }

    private void Leave(Reason reason, string name)
    {
        var (count, first) = _leftOut.GetValueOrDefault(reason, (0, name));
        _leftOut[reason] = (count + 1, string.CompareOrdinal(name, first) < 0 ? name : first);
    }

    private void Put(string name, Node node)
    {
        if (Parts(name) is not { } parts)
        {
            Leave(Reason.Name, name.Length > MostOfName ? name[..MostOfName] + "..." : name);
            return;
        }

        if (parts.Count == 0)
        {
            // The folder that was packed, such as "./", is the root.
            if (node.Kind != EntryKind.Folder) Leave(Reason.Nameless, name);
            return;
        }

        var folder = _root;
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var known = folder.Children!.TryGetValue(parts[i], out var next);
            if (!known || next!.Kind != EntryKind.Folder)
            {
                if (known) Leave(Reason.Replaced, string.Join('/', parts.Take(i + 1)));
                folder.Children[parts[i]] = next = Folder();
            }

            folder = next;
        }

        // A folder's own entry may follow its files, and says nothing new.
        var (children, last) = (folder.Children!, parts[^1]);
        if (children.TryGetValue(last, out var there))
        {
            if (node.Kind == EntryKind.Folder && there.Kind == EntryKind.Folder) return;
            foreach (var file in FilesOf(string.Join('/', parts), there)) Leave(Reason.Replaced, file);
        }

        children[last] = node;
    }

    private Node Folder() => ++_folders <= FoldersOfEntry * (_entries + Free) ? new(EntryKind.Folder)
        : throw new InvalidDataException($"its first {_entries} entries name more than {_folders} folders");

    private static IEnumerable<string> FilesOf(string name, Node node)
    {
        var ahead = new Stack<(string Name, Node Node)>([(name, node)]);
        while (ahead.TryPop(out var next))
        {
            if (next.Node.Children is null) yield return next.Name;
            else foreach (var child in next.Node.Children) ahead.Push(($"{next.Name}/{child.Key}", child.Value));
        }
    }

    private Node? Find(string path)
    {
        var node = _root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (node.Children is not { } children || !children.TryGetValue(part, out node)) return null;
        return node;
    }

    // Names that lead out of the archive are taken as tar unpacks them: inside. Null for one that no file system takes.
    private static List<string>? Parts(string name)
    {
        var parts = new List<string>();
        foreach (var range in name.AsSpan().Split('/'))
        {
            var part = name.AsSpan(range);
            if (part.Length > MostOfName || parts.Count > MostFolders) return null;
            if (part.IsEmpty || part is ".") continue;
            if (part is not "..") parts.Add(part.ToString());
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count > MostFolders ? null : parts;
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
