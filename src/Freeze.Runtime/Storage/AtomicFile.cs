namespace Freeze.Storage;

/// <summary>Writes a file all at once or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary name in the same folder, flushes to the disk and renames. A failure leaves the old file as it was and nothing beside it;
    /// what killed programs left beside it goes first. Where the path is a link, the file that it leads to is replaced and the link stays; an old file's
    /// permissions stay, too.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FreezeException">The file cannot be written, or something else than a file stands in its place.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var kind = InputFile.KindOf(path);
        if (kind is not (FileKind.File or FileKind.Missing))
            throw new FreezeException($"{path}: it {InputFile.Is(kind)}, and is not replaced. Name a file.");
        var target = TruePath.Of(path, mayBeMissing: true) ?? path;
        PartialFiles.Clean(target);
        var partial = PartialFiles.Of(target);
        try
        {
            // Of an earlier process with this one's number; whatever it is, a link among them, it is not written through.
            File.Delete(partial);
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            {
                if (kind == FileKind.File && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, target, overwrite: true);
        }
        catch (Exception e)
        {
            Delete(partial);
            if (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw new FreezeException($"{path}: the file cannot be written ({e.Message}). "
                    + "Check the folder, its permissions and the free space.", e);
            throw;
        }
    }

    private static void Delete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here is the one to report.
        }
    }
}
