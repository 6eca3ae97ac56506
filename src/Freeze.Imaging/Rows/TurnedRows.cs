using System.Buffers;
using Freeze.Preprocessing;

namespace Freeze.Imaging.Rows;

/// <summary>The rows of a picture that is turned as its Exif data say. The stored picture is held as a whole.</summary>
internal sealed class TurnedRows : PictureRows
{
    private readonly NativeBytes _stored;
    private readonly byte[] _row;
    private readonly int _width, _height, _orientation;
    private int _next;

    private TurnedRows(NativeBytes stored, PictureRows rows, int orientation, int width, int height)
        : base(width, height, rows.Channels) =>
        (_stored, _width, _height, _orientation, _row) =
            (stored, rows.Width, rows.Height, orientation, ArrayPool<byte>.Shared.Rent(width * rows.Channels));

    /// <summary>Reads the stored rows, and disposes what they come from.</summary>
    public static TurnedRows Of(PictureRows rows, int orientation)
    {
        var stored = new NativeBytes(rows.Width * rows.Height * rows.Channels);
        try
        {
            using (rows)
            {
                for (var rest = stored.Span; !rest.IsEmpty;)
                {
                    var row = rows.NextRow();
                    row.CopyTo(rest);
                    rest = rest[row.Length..];
                }

                rows.Finish();
            }

            return ExifOrientation.SwapsSides(orientation) ? new(stored, rows, orientation, rows.Height, rows.Width)
                : new(stored, rows, orientation, rows.Width, rows.Height);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    public override ReadOnlySpan<byte> NextRow()
    {
        var row = _row.AsSpan(0, Width * Channels);
        ExifOrientation.TurnRow(_stored.Span, _width, _height, _orientation, _next++, row, Channels);
        return row;
    }

    public override void Dispose()
    {
        _stored.Dispose();
        ArrayPool<byte>.Shared.Return(_row);
    }
}
