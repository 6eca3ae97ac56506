using System.Runtime.InteropServices;
using System.Text;

namespace Freeze.Storage;

/// <summary>
/// Looks at a path before it is opened. Opening a pipe waits for a writer that may never come, and a device may never end; everything that
/// reads a file which a user or another file names asks here first.
/// </summary>
public static unsafe partial class InputFile
{
    // struct statx of Linux, the same on all processors: the type stands in the upper four bits of stx_mode.
    private const int StatxLength = 256, ModeAt = 28, CurrentFolder = -100, NotImplemented = 38;
    private const uint WantsType = 1;

    /// <summary>What stands under a path, links followed.</summary>
    public static FileKind KindOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (OperatingSystem.IsLinux() && TryStatx(path) is { } kind) return kind;
        return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) && TruePath.Of(path) is not null ? FileKind.File : FileKind.Missing;
    }

    /// <summary>
    /// Why a path cannot be read as a file, such as "is a folder": the end of a sentence that begins with the path. Null for a file that has
    /// bytes.
    /// </summary>
    public static string? Problem(string path) => KindOf(path) switch
    {
        FileKind.Missing => "does not exist",
        FileKind.File => Length(path) > 0 ? null : OperatingSystem.IsLinux() ? "is empty" : "is empty, or a pipe or device",
        var other => Is(other),
    };

    /// <summary>What something that is no file is: the end of a sentence that begins with its path.</summary>
    public static string Is(FileKind kind) => kind switch
    {
        FileKind.Folder => "is a folder, not a file",
        FileKind.Pipe => "is a pipe, not a file",
        FileKind.CharacterDevice or FileKind.BlockDevice => "is a device, not a file",
        FileKind.Socket => "is a socket, not a file",
        FileKind.File => "is a file",
        _ => "does not exist",
    };

    /// <summary>Reads a text file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What errors call it, such as "label file".</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="FreezeException">There is no such file, it is something else, larger, or cannot be read.</exception>
    public static string ReadText(string path, string what, long most)
    {
        var name = $"The {what} '{HostileText.Printable(path)}'";
        if (Problem(path) is { } problem) throw new FreezeException($"{name} {problem}.");
        try
        {
            // The length that counts is that of the file that was opened, and it may grow while it is read.
            using var stream = File.OpenRead(path);
            if (stream.Length > most) throw new FreezeException($"{name} has {stream.Length} bytes; such a file has {most} at most.");
            var bytes = new byte[stream.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            using var text = new StreamReader(new MemoryStream(bytes, 0, read), Encoding.UTF8);
            return text.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FreezeException($"{name} cannot be read ({e.Message}).", e);
        }
    }

    private static long Length(string path)
    {
        // A link has a length of its own.
        try
        {
            return new FileInfo(TruePath.Of(path) ?? path).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static FileKind? TryStatx(string path)
    {
        var result = stackalloc byte[StatxLength];
        try
        {
            if (Statx(CurrentFolder, path, 0, WantsType, result) != 0) return Marshal.GetLastPInvokeError() == NotImplemented ? null : FileKind.Missing;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }

        return (*(ushort*)(result + ModeAt) >> 12) switch
        {
            1 => FileKind.Pipe,
            2 => FileKind.CharacterDevice,
            4 => FileKind.Folder,
            6 => FileKind.BlockDevice,
            12 => FileKind.Socket,
            _ => FileKind.File,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* result);
}
