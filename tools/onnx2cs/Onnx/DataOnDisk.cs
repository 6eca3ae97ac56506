using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Freeze.Onnx2Cs.Onnx;

/// <summary>How many bytes of a file are really there: a file of holes has any length and takes no room on the disk.</summary>
internal static partial class DataOnDisk
{
    // What Linux and macOS call SEEK_DATA and SEEK_HOLE.
    private static readonly (int Data, int Hole) s_whence = OperatingSystem.IsMacOS() ? (4, 3) : (3, 4);

    /// <summary>Bytes of a file without its holes; its length where the file system does not tell, 0 for a pipe or a device.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static long Bytes(string path)
    {
        // Asked before it is opened: a pipe has no length, and opening one would wait for ever.
        var length = new FileInfo(path).Length;
        if (length == 0 || OperatingSystem.IsWindows()) return length;
        using var file = File.OpenHandle(path);
        var (bytes, at) = (0L, 0L);
        while (at < length)
        {
            var data = Seek(file, at, s_whence.Data);

            // There is no data behind the place, or the file system does not know of holes.
            if (data < 0) return Marshal.GetLastPInvokeError() == NoSuchPlace ? bytes : length;
            at = Seek(file, data, s_whence.Hole);
            if (at <= data) return length;
            bytes += at - data;
        }

        return bytes;
    }

    // ENXIO, on every Unix.
    private const int NoSuchPlace = 6;

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}
