namespace Freeze.Preprocessing;

/// <summary>
/// A picture that is handed over row by row, from the top, so that it need not be in memory as a whole:
/// <see cref="ImageInput.Prepare(IImageRows, Span{byte})"/> takes it.
/// </summary>
public interface IImageRows
{
    /// <summary>Pixels a row.</summary>
    int Width { get; }

    /// <summary>Rows.</summary>
    int Height { get; }

    /// <summary>Bytes a pixel: 1 for grey, 3 for red, green and blue.</summary>
    int Channels { get; }

    /// <summary>The next row, [Width][Channels]. It is asked for at most <see cref="Height"/> times; the next call may overwrite it.</summary>
    ReadOnlySpan<byte> NextRow();
}

/// <summary>The rows of a picture in memory.</summary>
internal ref struct SpanRows(ReadOnlySpan<byte> pixels, int width, int height, int channels) : IImageRows
{
    private readonly ReadOnlySpan<byte> _pixels = pixels;
    private int _at;

    public readonly int Width => width;

    public readonly int Height => height;

    public readonly int Channels => channels;

    public ReadOnlySpan<byte> NextRow()
    {
        var row = _pixels.Slice(_at, width * channels);
        _at += row.Length;
        return row;
    }
}

/// <summary>Coloured rows in shades of grey.</summary>
/// <param name="rows">The rows, of three channels.</param>
/// <param name="line">Room for one row of grey.</param>
internal ref struct GreyRows<T>(T rows, Span<byte> line) : IImageRows
    where T : IImageRows, allows ref struct
{
    private readonly Span<byte> _line = line;
    private T _rows = rows;

    public readonly int Width => _line.Length;

    public readonly int Height => _rows.Height;

    public readonly int Channels => 1;

    public ReadOnlySpan<byte> NextRow()
    {
        Grey.FromRgb(_rows.NextRow(), _line);
        return _line;
    }
}
