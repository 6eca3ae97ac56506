using System.Buffers;
using System.Runtime.InteropServices;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// A body as it is read, outside the collected heap: it grows in place as bytes come, and its memory goes back as soon as the body is done
/// with. A length that a client announces is only a promise, and takes nothing.
/// </summary>
/// <param name="room">Where room for the bytes is taken.</param>
internal sealed class BodyBuffer(RequestRoom room) : MemoryManager<byte>
{
    private const int First = 16 << 10;

    private nint _bytes;
    private int _size;

    /// <summary>Reads a body to its end.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">Its length where the client said it; a body that ends before is the server's to refuse.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="tooLarge">Makes the error for more bytes than that.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream body, long? length, int limit, Func<Exception> tooLarge)
    {
        if (length > limit) throw tooLarge();
        var most = (int)(length ?? limit);
        for (var count = 0; ;)
        {
            // One byte more than there may be tells the end from a body that goes on.
            if (count == _size) Grow((int)Math.Clamp(2L * count, Math.Min(First, most + 1L), most + 1L));

            // A client that leaves ends the read; a token that ended it first would leave the server in the middle of the body.
            var read = await body.ReadAsync(Memory[count..]);
            if (read == 0) return Memory[..count];
            count += read;
            if (count > most) throw tooLarge();
        }
    }

    public override unsafe Span<byte> GetSpan() => new((void*)_bytes, _size);

    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((byte*)_bytes + elementIndex);

    public override void Unpin()
    {
        // The memory never moves.
    }

    protected override unsafe void Dispose(bool disposing)
    {
        NativeMemory.Free((void*)_bytes);
        if (_size > 0) room.ReturnBytes(_size);
        (_bytes, _size) = (0, 0);
    }

    private unsafe void Grow(int size)
    {
        room.TakeBytes(size - _size);
        _bytes = (nint)NativeMemory.Realloc((void*)_bytes, (nuint)size);
        _size = size;
    }
}
