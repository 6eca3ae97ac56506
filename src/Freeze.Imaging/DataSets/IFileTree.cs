namespace Freeze.Imaging.DataSets;

/// <summary>What stands under a name in a folder.</summary>
internal enum EntryKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A file that the system hides other than by its name.</summary>
    Hidden,

    /// <summary>An empty file, a pipe or a device: opening one of the latter may wait for ever.</summary>
    Empty,

    /// <summary>A file of an archive that is stored without its holes: its bytes do not stand there one after the other.</summary>
    Sparse,

    /// <summary>An entry of an archive that is none of these, such as its label or a part of a file in another volume.</summary>
    Other,
}

/// <summary>A name in a folder.</summary>
internal readonly record struct TreeEntry(string Name, EntryKind Kind);

/// <summary>
/// Folders and files to look for images in: those of a disk, or those of an archive. Paths are true ones: no part of them is a link.
/// </summary>
internal interface IFileTree
{
    /// <summary>The folder that the set was opened with.</summary>
    string Root { get; }

    /// <summary>What is not in the tree though it stands in the archive, in the order in which reasons are said.</summary>
    IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>What a folder holds, in any order.</summary>
    IEnumerable<TreeEntry> List(string folder);

    /// <summary>The path of a name in a folder.</summary>
    string Join(string folder, string name);

    /// <summary>Whether a folder holds another one at any depth, or is that one.</summary>
    bool Holds(string folder, string other);

    /// <summary>Where a link leads in the end, and what is there; null when it leads nowhere, in a circle, or out of the archive.</summary>
    (string Path, EntryKind Kind)? Follow(string link);

    /// <summary>Reads the first bytes of a file and says how many there are.</summary>
    int Peek(string file, Span<byte> start);
}
