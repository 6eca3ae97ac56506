using System.Buffers.Binary;

namespace Freeze.Imaging.Rows;

/// <summary>The bodies of a PNG file's IDAT chunks, one after the other; they are read where they lie.</summary>
/// <param name="file">A file whose chunks were checked.</param>
/// <param name="at">Where its first IDAT chunk begins.</param>
internal sealed class PngPixels(ReadOnlyMemory<byte> file, int at) : Stream
{
    private int _next = at, _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var bytes = file.Span;
        var count = 0;
        while (count < buffer.Length)
        {
            if (_left == 0)
            {
                if (_next >= bytes.Length) break;
                var length = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[_next..]);
                var type = bytes.Slice(_next + 4, 4);
                if (type.SequenceEqual("IEND"u8)) break;
                _left = type.SequenceEqual("IDAT"u8) ? length : 0;
                _next += 12 + length;
                continue;
            }

            var part = Math.Min(_left, buffer.Length - count);
            bytes.Slice(_next - 4 - _left, part).CopyTo(buffer[count..]);
            (_left, count) = (_left - part, count + part);
        }

        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
