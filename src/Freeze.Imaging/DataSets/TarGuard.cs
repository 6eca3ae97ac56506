namespace Freeze.Imaging.DataSets;

/// <summary>
/// Stands between an archive and its reader and looks at every header first: long names and attributes are read into memory whole, and one that
/// claims
/// gigabytes would be given them.
/// </summary>
internal sealed class TarGuard(Stream archive) : Stream
{
    private const int Header = 512, SizeAt = 124, SizeLength = 12, TypeAt = 156;

    // Names end at some thousand bytes in every file system; attributes are a few lines of text.
    private const long MostMetadata = 1 << 20;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => archive.Length;

    public override long Position { get => archive.Position; set => archive.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = archive.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read == Header && buffer[TypeAt] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K')
        {
            var size = Size(buffer.Slice(SizeAt, SizeLength));
            if (size > MostMetadata || size > archive.Length - archive.Position)
                throw new InvalidDataException($"the header before byte {archive.Position} claims a name or attributes of {size} bytes");
        }

        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => archive.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Octal digits, or big-endian bytes behind a mark; what is no number is left to the reader.
    private static long Size(ReadOnlySpan<byte> field)
    {
        var (size, binary) = (0L, field[0] >= 0x80);
        foreach (var value in binary ? field[1..] : field)
        {
            if (!binary && value is < (byte)'0' or > (byte)'7') continue;
            size = binary ? (size << 8) | value : (size << 3) | (uint)(value - '0');
            if (size > long.MaxValue >> 9) return long.MaxValue;
        }

        return size;
    }
}
