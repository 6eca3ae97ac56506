namespace Freeze.Imaging.DataSets;

/// <summary>
/// Looks for images in a folder or an archive. A link is followed unless what it leads to is in the set already: each file counts once, under its
/// own name where it has one here, and folders that link to each other end. What is hidden is left out with all that it holds.
/// </summary>
internal sealed class SetWalk
{
    // Folders that systems put beside a user's own: archives of macOS, thumbnails of Synology's boxes, waste, what a repair found.
    private static readonly string[] s_foreign = ["__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found"];

    // Longer ones are made by links alone, each of which puts its own name before those of the files behind it.
    private const int MostOfName = 1024;

    private readonly IFileTree _tree;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Name)> _links = [];
    private readonly SortedDictionary<(Reason Reason, string Format), (int Count, string First)> _leftOut = [];

    /// <summary>Walks.</summary>
    public SetWalk(IFileTree tree)
    {
        _tree = tree;
        _seen.Add(tree.Root);
        WalkFolders([(tree.Root, "")]);

        // What has a name of its own has been seen by now; links are followed by name, so that the same one of two always counts.
        while (_links.Count > 0)
        {
            var links = _links.OrderBy(link => link.Name, StringComparer.Ordinal).ToArray();
            _links.Clear();
            foreach (var (path, name) in links) Follow(path, name);
        }
    }

    private enum Reason
    {
        Undecoded, OtherName, Empty, Sparse, Other, NoImage, Hidden, LinkNowhere, LinkTwice, Name,
    }

    /// <summary>Images: the name in the set with slashes, and the true path.</summary>
    public List<(string Name, string Path)> Images { get; } = [];

    /// <summary>Names of all folders, those that hold nothing among them.</summary>
    public List<string> Folders { get; } = [];

    /// <summary>Names of files that show pictures but are no images of the set: of another format, empty, or behind a broken link.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>Names of files that are no pictures.</summary>
    public List<string> Others { get; } = [];

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut =>
        [.. _leftOut.Select(pair => Describe(pair.Key.Reason, pair.Key.Format, pair.Value.Count, pair.Value.First)), .. _tree.LeftOut];

    private void WalkFolders(IEnumerable<(string Path, string Name)> first)
    {
        var folders = new Queue<(string Path, string Name)>(first);
        while (folders.TryDequeue(out var folder))
        {
            foreach (var entry in _tree.List(folder.Path).OrderBy(listed => listed.Name, StringComparer.Ordinal))
            {
                var path = _tree.Join(folder.Path, entry.Name);
                var name = folder.Name.Length == 0 ? entry.Name : $"{folder.Name}/{entry.Name}";
                if (name.Length > MostOfName) Leave(Reason.Name, name);
                else if (IsHidden(entry)) Leave(Reason.Hidden, name);
                else if (entry.Kind == EntryKind.Link) _links.Add((path, name));
                else if (!_seen.Add(path)) Leave(Reason.LinkTwice, name);
                else if (entry.Kind != EntryKind.Folder) AddFile(path, name, entry.Kind);
                else
                {
                    Folders.Add(name);
                    folders.Enqueue((path, name));
                }
            }
        }
    }

    private static bool IsHidden(TreeEntry entry) =>
        entry.Kind == EntryKind.Hidden || entry.Name.StartsWith('.') || s_foreign.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);

    private void Follow(string path, string name)
    {
        if (_tree.Follow(path) is not { } target)
        {
            (IsPicture(name) ? Unread : Others).Add(name);
            Leave(Reason.LinkNowhere, name);
        }
        else if (_tree.Holds(target.Path, _tree.Root) || !_seen.Add(target.Path)) Leave(Reason.LinkTwice, name);
        else if (target.Kind != EntryKind.Folder) AddFile(target.Path, name, target.Kind);
        else
        {
            Folders.Add(name);
            WalkFolders([(target.Path, name)]);
        }
    }

    private void AddFile(string path, string name, EntryKind kind)
    {
        if (kind != EntryKind.File)
        {
            (IsPicture(name) ? Unread : Others).Add(name);
            Leave(kind switch { EntryKind.Sparse => Reason.Sparse, EntryKind.Other => Reason.Other, _ => Reason.Empty }, name);
            return;
        }

        Span<byte> start = stackalloc byte[PictureFormat.SignatureLength];
        var content = PictureFormat.OfContent(start[.._tree.Peek(path, start)]);
        var isDecoded = content is not null && PictureFormat.IsDecoded(content);
        var undecoded = isDecoded ? null : content ?? (ImageFile.HasImageName(name) ? null : PictureFormat.OfName(name));
        if (undecoded is not null)
        {
            Unread.Add(name);
            Leave(Reason.Undecoded, name, undecoded);
        }
        else if (ImageFile.HasImageName(name)) Images.Add((name, path));
        else
        {
            (isDecoded ? Unread : Others).Add(name);
            if (isDecoded) Leave(Reason.OtherName, name, content!);
            else Leave(Reason.NoImage, name);
        }
    }

    private static bool IsPicture(string name) => ImageFile.HasImageName(name) || PictureFormat.OfName(name) is not null;

    private void Leave(Reason reason, string name, string format = "")
    {
        var (count, first) = _leftOut.GetValueOrDefault((reason, format), (0, name));
        _leftOut[(reason, format)] = (count + 1, string.CompareOrdinal(name, first) < 0 ? name : first);
    }

    private static LeftOut Describe(Reason reason, string format, int count, string first) => reason switch
    {
        Reason.Undecoded => new($"{format} images", count, first,
            $"no decoder is shipped: convert with {(format == "WebP" ? "dwebp, or with " : "")}magick mogrify -format png"),
        Reason.OtherName => new($"{format} files under another name", count, first,
            $"they are images once their names end in {string.Join(", ", ImageFile.Extensions)}"),
        Reason.Empty => new("empty files, pipes or devices", count, first),
        Reason.Sparse => new("sparse files", count, first, "pack them without tar --sparse"),
        Reason.Other => new("entries that are neither files, folders nor links", count, first),
        Reason.Name => new($"names of more than {MostOfName} letters", count, first),
        Reason.NoImage => new("files that are no images", count, first),
        Reason.Hidden => new("hidden files or folders", count, first),
        Reason.LinkNowhere => new("links that lead nowhere", count, first),
        _ => new("links to what is in the set already", count, first),
    };
}
