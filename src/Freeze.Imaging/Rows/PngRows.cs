using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using Freeze.Imaging.Formats;

namespace Freeze.Imaging.Rows;

/// <summary>
/// The rows of a PNG file: inflated, and freed of their filters, as they are asked for. Only an interlaced picture is held as a whole.
/// Samples of 16 bits become their upper bytes, fewer bits are spread to 8, and alpha is dropped.
/// </summary>
internal sealed class PngRows : PictureRows
{
    private readonly PngFacts _facts;
    private readonly ImageStructure _structure;
    private readonly ReadOnlyMemory<byte> _palette;
    private readonly ZLibStream _pixels;
    private readonly NativeBytes? _picture;
    private readonly byte[] _row;
    private readonly int _line;

    // The row that is read and the one above it, without their filter types.
    private byte[] _raw, _above;
    private int _next;

    private PngRows(PngFacts facts, ReadOnlyMemory<byte> file, ImageStructure structure)
        : base(facts.Width, facts.Height, facts.Channels)
    {
        (_facts, _structure, _palette) = (facts, structure, file[facts.Palette]);
        _pixels = new(new PngPixels(file, facts.FirstPixels), CompressionMode.Decompress);
        _line = Width * Channels;
        var bytes = facts.RowBytes(Width);
        (_row, _raw, _above) = (ArrayPool<byte>.Shared.Rent(_line), ArrayPool<byte>.Shared.Rent(bytes), ArrayPool<byte>.Shared.Rent(bytes));
        Array.Clear(_above);
        if (facts.IsInterlaced) _picture = new(Width * Height * Channels);
    }

    public static PngRows Open(PngFacts facts, ReadOnlyMemory<byte> file, ImageStructure structure)
    {
        var rows = new PngRows(facts, file, structure);
        try
        {
            if (rows._picture is not null) rows.ReadPasses(rows._picture.Span);
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public override ReadOnlySpan<byte> NextRow()
    {
        if (_picture is not null) return _picture.Span.Slice(_next++ * _line, _line);
        ReadRow(Width);
        _next++;
        return _row.AsSpan(0, _line);
    }

    public override void Finish()
    {
        if (_picture is not null) return;
        for (; _next < Height; _next++) ReadRow(Width);
        CheckEnd();
    }

    public override void Dispose()
    {
        _pixels.Dispose();
        _picture?.Dispose();
        foreach (var rented in new[] { _row, _raw, _above }) ArrayPool<byte>.Shared.Return(rented);
    }

    // Seven small pictures, each with rows of its own.
    private void ReadPasses(Span<byte> picture)
    {
        foreach (var (x, y, stepX, stepY) in PngFacts.Passes)
        {
            var columns = (Width - x + stepX - 1) / stepX;
            if (columns <= 0) continue;
            Array.Clear(_above);
            for (var row = y; row < Height; row += stepY)
            {
                ReadRow(columns);
                for (var i = 0; i < columns; i++)
                    _row.AsSpan(i * Channels, Channels).CopyTo(picture[((row * Width + x + i * stepX) * Channels)..]);
            }
        }

        CheckEnd();
    }

    private void ReadRow(int columns)
    {
        var raw = _raw.AsSpan(0, _facts.RowBytes(columns));
        Span<byte> filter = stackalloc byte[1];
        Read(filter);
        Read(raw);
        Unfilter(filter[0], raw, _above, _facts.PixelBytes);
        Convert(raw, _row.AsSpan(0, columns * Channels));
        (_raw, _above) = (_above, _raw);
    }

    private void Read(Span<byte> bytes)
    {
        if (Inflate(bytes) < bytes.Length) throw _structure.Damaged($"it holds less than its {_facts.RawLength} bytes of pixels");
    }

    // The checksum is verified where the pixels end.
    private void CheckEnd()
    {
        if (Inflate(stackalloc byte[1]) > 0) throw _structure.Damaged($"it holds more than its {_facts.RawLength} bytes of pixels");
    }

    private int Inflate(Span<byte> bytes)
    {
        try
        {
            return _pixels.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _structure.Damaged($"its pixels cannot be inflated ({e.Message})", e);
        }
    }

    private void Unfilter(byte filter, Span<byte> raw, ReadOnlySpan<byte> above, int pixel)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = pixel; i < raw.Length; i++) raw[i] += raw[i - pixel];
                break;
            case 2:
                var at = 0;
                for (; at <= raw.Length - Vector<byte>.Count; at += Vector<byte>.Count)
                    (new Vector<byte>(raw[at..]) + new Vector<byte>(above[at..])).CopyTo(raw[at..]);
                for (; at < raw.Length; at++) raw[at] += above[at];
                break;
            case 3:
                for (var i = 0; i < raw.Length; i++) raw[i] += (byte)(((i < pixel ? 0 : raw[i - pixel]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < Math.Min(pixel, raw.Length); i++) raw[i] += above[i];
                for (var i = pixel; i < raw.Length; i++) raw[i] += Nearest(raw[i - pixel], above[i], above[i - pixel]);
                break;
            default:
                throw _structure.Damaged($"a row has the filter {filter}, which there is not");
        }
    }

    // Of the left, the upper and the upper left sample the one that is closest to their linear continuation (Paeth).
    private static byte Nearest(byte left, byte up, byte corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void Convert(ReadOnlySpan<byte> raw, Span<byte> row)
    {
        if (_facts.Depth < 8) FromBits(raw, row);
        else if (_facts.IsPalette)
        {
            for (var x = 0; x < raw.Length; x++) Colour(raw[x], row[(x * 3)..]);
        }
        else if (_facts.PixelBytes == Channels) raw.CopyTo(row);
        else
        {
            // The upper byte of each sample, without alpha.
            var sample = _facts.Depth / 8;
            for (int at = 0, from = 0; at < row.Length; from += _facts.PixelBytes)
            for (var c = 0; c < Channels; c++)
                row[at++] = raw[from + c * sample];
        }
    }

    private void FromBits(ReadOnlySpan<byte> raw, Span<byte> row)
    {
        var (depth, columns) = (_facts.Depth, row.Length / Channels);
        var mask = (1 << depth) - 1;
        for (var x = 0; x < columns; x++)
        {
            var bit = x * depth;
            var value = raw[bit >> 3] >> (8 - depth - (bit & 7)) & mask;
            if (_facts.IsPalette) Colour(value, row[(x * 3)..]);
            else row[x] = (byte)(value * 255 / mask);
        }
    }

    // A colour that the palette lacks is black, as other decoders have it.
    private void Colour(int index, Span<byte> pixel)
    {
        var palette = _palette.Span;
        if (index * 3 < palette.Length) palette.Slice(index * 3, 3).CopyTo(pixel);
        else pixel[..3].Clear();
    }
}
