namespace Freeze.Samples.Service.Web;

/// <summary>Reads a body into one array.</summary>
internal static class BodyBytes
{
    private const int FirstGuess = 16 << 10;

    /// <summary>Reads to the end. Room is taken as the bytes come: a length alone is only a promise.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">Its length where the client said it; a body that ends before is the server's to refuse.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="tooLarge">Makes the error for more bytes than that.</param>
    /// <param name="room">Where room for the array is taken.</param>
    /// <param name="stop">Fires when the client is gone or too slow.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        Stream body, long? length, int limit, Func<Exception> tooLarge, RequestRoom room, CancellationToken stop)
    {
        if (length > limit) throw tooLarge();
        var most = (int)(length ?? limit + 1L);
        byte[] buffer = [];
        for (var count = 0; ;)
        {
            if (count == buffer.Length)
            {
                if (length is not null && count == most) return buffer;
                if (count == most) throw tooLarge();
                var size = (int)Math.Clamp(2L * count, Math.Min(FirstGuess, most), most);
                room.TakeBytes(size - count);
                Array.Resize(ref buffer, size);
            }

            var read = await body.ReadAsync(buffer.AsMemory(count), stop);
            if (read == 0) return length is null ? buffer.AsMemory(0, count) : throw new EndOfStreamException();
            count += read;
        }
    }
}
