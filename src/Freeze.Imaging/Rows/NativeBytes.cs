using System.Runtime.InteropServices;

namespace Freeze.Imaging.Rows;

/// <summary>
/// Memory for a whole picture, outside the collected heap: it goes back as soon as the picture is done with, and not when a collection
/// happens to come.
/// </summary>
internal sealed unsafe class NativeBytes(int length) : SafeBuffer(ownsHandle: true)
{
    /// <summary>The bytes; zero until they are written.</summary>
    public Span<byte> Span
    {
        get
        {
            if (IsInvalid) SetHandle((nint)NativeMemory.AllocZeroed((nuint)length));
            return new((void*)handle, length);
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
