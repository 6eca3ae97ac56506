namespace Freeze.Samples.Service.Web;

/// <summary>Reads a body into one array.</summary>
internal static class BodyBytes
{
    private const int FirstGuess = 16 << 10;

    /// <summary>Reads to the end.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">Its length where the client said it; a body that ends before is the server's to refuse.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="tooLarge">Makes the error for more bytes than that.</param>
    /// <param name="stop">Fires when the client is gone.</param>
    public static async ValueTask<byte[]> ReadAsync(Stream body, long? length, int limit, Func<Exception> tooLarge, CancellationToken stop)
    {
        if (length is { } known)
        {
            var exact = new byte[known];
            await body.ReadExactlyAsync(exact, stop);
            return exact;
        }

        var buffer = new byte[FirstGuess];
        for (var count = 0; ;)
        {
            var read = await body.ReadAsync(buffer.AsMemory(count), stop);
            if (read == 0) return buffer[..count];
            count += read;
            if (count > limit) throw tooLarge();
            if (count == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
