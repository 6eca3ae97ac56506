using System.Runtime.InteropServices;

namespace Freeze.Storage;

/// <summary>Writes a file all at once or not at all.</summary>
public static class AtomicFile
{
    // SIGXFSZ, by which Linux and macOS end a process that writes more than its limit of a file's size allows.
    private const PosixSignal FileTooLarge = (PosixSignal)25;

    private static readonly Lock s_saving = new();

    // For good: a signal that is still on its way when it were taken back would end the process after all.
    private static PosixSignalRegistration? s_limit;

    /// <summary>
    /// Writes to a temporary name in the same folder, flushes to the disk and renames. A failure leaves the old file as it was and nothing beside it;
    /// what killed programs left beside it goes first. Where several write one file at once, in one process or in many, each file is whole and the
    /// last one stays. Where the path is a link, the file that it leads to is replaced and the link stays; an old file's permissions stay, too.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FreezeException">The file cannot be written, or something else than a file stands in its place.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);

        // One after the other, so that what bears this process's number and is being written is never taken for a leftover.
        lock (s_saving) WriteAlone(path, write);
    }

    private static void WriteAlone(string path, Action<Stream> write)
    {
        // A limit is like a full disk: the write fails and says so.
        if (!OperatingSystem.IsWindows()) s_limit ??= PosixSignalRegistration.Create(FileTooLarge, signal => signal.Cancel = true);
        var kind = InputFile.KindOf(path);
        if (kind is not (FileKind.File or FileKind.Missing))
            throw new FreezeException($"{path}: it {InputFile.Is(kind)}, and is not replaced. Name a file.");
        var target = TruePath.Of(path, mayBeMissing: true) ?? path;
        PartialFiles.Clean(target);
        var partial = PartialFiles.Of(target);
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20))
            {
                if (kind == FileKind.File && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
                write(stream);
                stream.Flush(flushToDisk: true);

                // Held until it has its name: a process of another container, to which this one's number says nothing, must not clean it away.
                // Windows keeps the name of an open file, and has no such containers.
                if (!OperatingSystem.IsWindows()) File.Move(partial, target, overwrite: true);
            }

            if (OperatingSystem.IsWindows()) File.Move(partial, target, overwrite: true);
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
