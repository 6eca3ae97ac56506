using System.Buffers;
using System.Runtime.InteropServices;
using Freeze.Imaging.Formats;
using StbImageSharp;
using static StbImageSharp.StbImage;

namespace Freeze.Imaging.Rows;

/// <summary>
/// The rows of a JPEG file. The decoder makes a plane of each component; colours are made row by row, as the decoder itself makes them of
/// the whole, so that a picture in colours never stands beside its planes.
/// </summary>
internal sealed unsafe class JpegRows : PictureRows
{
    private const int Cmyk = 0, Ycck = 2, FirstRestart = 0xD0, LastRestart = 0xD7, End = 0xD9, Scan = 0xDA;

    private readonly stbi__jpeg _jpeg;
    private readonly stbi__resample[] _planes;
    private readonly byte[] _row;

    private JpegRows(stbi__jpeg jpeg, int components)
        : base((int)jpeg.s.img_x, (int)jpeg.s.img_y, components == 1 ? 1 : 3)
    {
        _jpeg = jpeg;
        _planes = new stbi__resample[components];

        // The decoder writes a byte behind each pixel.
        _row = ArrayPool<byte>.Shared.Rent(Width * Channels + 1);
    }

    public static JpegRows Open(ReadOnlyMemory<byte> file, JpegFacts facts, ImageStructure structure)
    {
        using var stream = FileStreams.Open(file);
        var jpeg = new stbi__jpeg { s = new(stream) };
        try
        {
            stbi__setup_jpeg(jpeg);
            ReadPlanes(jpeg, structure);
            if ((jpeg.s.img_x, jpeg.s.img_y, jpeg.s.img_n) != (facts.Width, facts.Height, facts.Components)) throw structure.Contradicts();
            if (facts.IsYcc is { } isYcc) jpeg.app14_color_transform = isYcc ? Ycck : Cmyk;
            var rows = new JpegRows(jpeg, facts.Components);
            for (var i = 0; i < facts.Components; i++) rows._planes[i] = rows.Plane(i);
            return rows;
        }
        catch (Exception e)
        {
            stbi__cleanup_jpeg(jpeg);

            // The decoder throws whatever its arithmetic runs into; its text, such as "bad huffman code", helps.
            if (e is FreezeException or OutOfMemoryException) throw;
            throw structure.Undecodable(e.Message, e);
        }
    }

    public override ReadOnlySpan<byte> NextRow()
    {
        var y = Next(0);
        if (Channels == 1) return new(y, Width);
        var cb = Next(1);
        var cr = Next(2);
        var k = _planes.Length == 4 ? Next(3) : null;
        fixed (byte* row = _row)
        {
            var isRgb = k == null ? _jpeg.rgb == 3 || (_jpeg.app14_color_transform == 0 && _jpeg.jfif == 0) : _jpeg.app14_color_transform == Cmyk;
            if (!isRgb) stbi__YCbCr_to_RGB_row(row, y, cb, cr, Width, step: 3);
            else
            {
                for (var x = 0; x < Width; x++) (row[x * 3], row[x * 3 + 1], row[x * 3 + 2]) = (y[x], cb[x], cr[x]);
            }

            for (var i = 0; k != null && i < Width * 3; i++) row[i] = stbi__blinn_8x8(isRgb ? row[i] : (byte)(255 - row[i]), k[i / 3]);
        }

        return _row.AsSpan(0, Width * 3);
    }

    public override void Dispose()
    {
        stbi__cleanup_jpeg(_jpeg);
        ArrayPool<byte>.Shared.Return(_row);
    }

    // What the decoder itself does with a file, but for what it makes of damaged ones: planes that a scan does not fill to their ends hold
    // nothing instead of what was in that memory before, and a segment that it cannot read is an error, not the end.
    private static void ReadPlanes(stbi__jpeg jpeg, ImageStructure structure)
    {
        if (stbi__decode_jpeg_header(jpeg, scan: 0) == 0) throw structure.Undecodable(stbi__g_failure_reason);
        for (var i = 0; i < jpeg.s.img_n; i++)
        {
            ref var component = ref jpeg.img_comp[i];
            var samples = (nuint)component.w2 * (nuint)component.h2;
            NativeMemory.Clear(component.data, samples);
            if (component.coeff != null) NativeMemory.Clear(component.coeff, samples * sizeof(short));
        }

        int marker;
        while ((marker = stbi__get_marker(jpeg)) != End)
        {
            if (marker is >= FirstRestart and <= LastRestart) continue;
            if (marker != Scan)
            {
                if (stbi__process_marker(jpeg, marker) == 0) throw structure.Undecodable(stbi__g_failure_reason);
                continue;
            }

            if (stbi__process_scan_header(jpeg) == 0 || stbi__parse_entropy_coded_data(jpeg) == 0)
                throw structure.Undecodable(stbi__g_failure_reason);
            if (jpeg.marker == byte.MaxValue) jpeg.marker = stbi__skip_jpeg_junk_at_end(jpeg);
        }

        if (jpeg.progressive != 0) stbi__jpeg_finish(jpeg);
    }

    private stbi__resample Plane(int index)
    {
        ref var component = ref _jpeg.img_comp[index];
        var (across, down) = (_jpeg.img_h_max / component.h, _jpeg.img_v_max / component.v);
        component.linebuf = (byte*)stbi__malloc((ulong)Width + 3);
        return new()
        {
            hs = across,
            vs = down,
            ystep = down >> 1,
            w_lores = (Width + across - 1) / across,
            line0 = component.data,
            line1 = component.data,
            resample = (across, down) switch
            {
                (1, 1) => resample_row_1,
                (1, 2) => stbi__resample_row_v_2,
                (2, 1) => stbi__resample_row_h_2,
                (2, 2) => stbi__resample_row_hv_2,
                _ => stbi__resample_row_generic,
            },
        };
    }

    // The next row of a plane at the picture's size.
    private byte* Next(int index)
    {
        var plane = _planes[index];
        ref var component = ref _jpeg.img_comp[index];
        var isBelow = plane.ystep >= plane.vs >> 1;
        var (near, far) = isBelow ? ((nint)plane.line1, (nint)plane.line0) : ((nint)plane.line0, (nint)plane.line1);
        var row = plane.resample(component.linebuf, (byte*)near, (byte*)far, plane.w_lores, plane.hs);
        if (++plane.ystep < plane.vs) return row;
        plane.ystep = 0;
        plane.line0 = plane.line1;
        if (++plane.ypos < component.y) plane.line1 += component.w2;
        return row;
    }
}
