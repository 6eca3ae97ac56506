using System.Buffers;
using System.Runtime.InteropServices;

namespace Freeze.Imaging.Rows;

/// <summary>Files in memory as streams, which is what the decoder reads.</summary>
internal static class FileStreams
{
    /// <summary>A stream over a file where it lies; it is disposed before the file goes.</summary>
    public static unsafe Stream Open(ReadOnlyMemory<byte> file)
    {
        if (MemoryMarshal.TryGetArray(file, out var array)) return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        var pin = file.Pin();
        return new Pinned((byte*)pin.Pointer, file.Length, pin);
    }

    private sealed unsafe class Pinned(byte* bytes, long length, MemoryHandle pin) : UnmanagedMemoryStream(bytes, length)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            pin.Dispose();
        }
    }
}
