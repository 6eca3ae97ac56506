using System.Text;

namespace Freeze.Imaging.DataSets;

/// <summary>
/// Stands between an archive and its reader and looks at every header first: long names and attributes are read into memory whole, and one that
/// claims gigabytes would be given them; and types of entries that the reader gives up at become one that it skips.
/// </summary>
internal sealed class TarGuard(Stream archive) : Stream
{
    private const int Header = 512, SizeAt = 124, SizeLength = 12, SumAt = 148, SumLength = 8, TypeAt = 156;

    // Old sparse files of GNU tar: whether blocks with more of their holes follow the header, and whether one of these is followed by another.
    private const int MoreAt = 482, EvenMoreAt = 504;

    // Names end at some thousand bytes in every file system; attributes are a few lines of text.
    private const long MostMetadata = 1 << 20;

    // Bytes of names or attributes that are read before the next header.
    private long _content;

    /// <summary>
    /// Type of the last entry where the reader was told another: <c>S</c> for a sparse file, <c>D</c> for the list of a folder, <c>M</c> and
    /// <c>N</c> for parts and names of GNU tar; 0 where it was not.
    /// </summary>
    public char Hidden { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => archive.Length;

    public override long Position { get => archive.Position; set => archive.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = archive.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var isContent = _content > 0;
        _content = Math.Max(0, _content - read);
        if (read != Header || isContent) return read;
        var isKnown = buffer[TypeAt] is not ((byte)'S' or (byte)'D' or (byte)'M' or (byte)'N') || Size(buffer.Slice(SumAt, SumLength)) != Sum(buffer);
        Hidden = isKnown ? '\0' : (char)buffer[TypeAt];
        if (Hidden == 'S') SkipHoles(buffer[MoreAt]);
        if (Hidden != 0)
        {
            buffer[TypeAt] = (byte)'7';
            Encoding.ASCII.GetBytes(Convert.ToString(Sum(buffer), 8).PadLeft(SumLength - 2, '0') + "\0 ").CopyTo(buffer[SumAt..]);
        }

        if (buffer[TypeAt] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K')
        {
            var size = Size(buffer.Slice(SizeAt, SizeLength));
            if (size > MostMetadata || size > archive.Length - archive.Position)
                throw new InvalidDataException($"the header before byte {archive.Position} claims a name or attributes of {size} bytes");
            _content = size;
        }

        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => archive.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void SkipHoles(byte more)
    {
        var block = new byte[Header];
        while (more != 0)
        {
            archive.ReadExactly(block);
            more = block[EvenMoreAt];
        }
    }

    // The sum of all bytes, those of the sum itself taken for blanks.
    private static int Sum(ReadOnlySpan<byte> header)
    {
        var sum = SumLength * ' ';
        for (var i = 0; i < header.Length; i++) if (i is < SumAt or >= SumAt + SumLength) sum += header[i];
        return sum;
    }

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
