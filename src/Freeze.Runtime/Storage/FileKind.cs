namespace Freeze.Storage;

/// <summary>What stands under a path once its links are followed.</summary>
public enum FileKind
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    Missing,

    /// <summary>A file with bytes of its own; outside Linux, perhaps a pipe or device as well, which then has no length.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, with or without a name: opening one may wait for ever.</summary>
    Pipe,

    /// <summary>A device that takes or gives single characters, such as a terminal or <c>/dev/null</c>; reading one may never end.</summary>
    CharacterDevice,

    /// <summary>A device of blocks, such as a disk.</summary>
    BlockDevice,

    /// <summary>A socket.</summary>
    Socket,
}
