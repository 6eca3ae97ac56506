using System.Buffers.Binary;
using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>
/// Walks a JPEG file's segments up to its end mark. The decoder is more tolerant than we want: it paints what a truncated file lacks in grey, and the
/// network would classify the grey.
/// </summary>
internal static class JpegStructure
{
    // A progressive file has about ten scans; each one more makes the decoder visit the whole image again.
    private const int MaxScans = 100;

    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 3 && file[0] == 0xFF && file[1] == 0xD8 && file[2] == 0xFF;

    public static ImageFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        (int Width, int Height)? size = null;
        var (scans, firstScan, components, isYcc, orientation) = (0, 0, 0, false, 0);
        for (var at = 2; ;)
        {
            var before = at;
            var marker = NextMarker(file, ref at, structure);
            if (marker == 0xD9) break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            var body = Segment(file, ref at, structure);
            if (IsFrame(marker))
            {
                if (size is not null) throw structure.Damaged("it has two frames");
                size = FrameSize(body, structure);
                components = body[5];
                CheckMemory(body, isProgressive: marker == 0xC2, size.Value, structure);
            }
            else if (marker == 0xDA)
            {
                if (scans == 0) firstScan = before;
                if (size is null || ++scans > MaxScans) throw structure.Damaged(size is null ? "pixels come before their size" : "it has too many scans");
                SkipEntropyCoded(file, ref at, structure);
            }
            else if (marker == 0xE1 && orientation == 0 && body.StartsWith("Exif\0\0"u8)) orientation = ExifTag.ReadOrientation(body[6..]);
            else if (marker == 0xEE && scans == 0 && body.Length >= 12 && body.StartsWith("Adobe"u8)) isYcc = body[11] != 0;
        }

        if (size is not { } result || scans == 0) throw structure.Damaged("it has no pixels");
        return new(result.Width, result.Height, Math.Max(orientation, ExifOrientation.Upright))
        {
            Ink = components == 4 ? new(firstScan, isYcc) : null,
        };
    }

    private static int NextMarker(ReadOnlySpan<byte> file, ref int at, ImageStructure structure)
    {
        if (at >= file.Length) throw structure.Truncated();
        if (file[at] != 0xFF) throw structure.Damaged($"no marker at byte {at}");
        while (at < file.Length && file[at] == 0xFF) at++;
        return at < file.Length ? file[at++] : throw structure.Truncated();
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> file, ref int at, ImageStructure structure)
    {
        if (at + 2 > file.Length) throw structure.Truncated();
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        if (length < 2) throw structure.Damaged($"an empty segment at byte {at}");
        if (at + length > file.Length) throw structure.Truncated();
        var body = file.Slice(at + 2, length - 2);
        at += length;
        return body;
    }

    // Within the coded pixels FF is followed by 00 (a literal FF) or by a restart mark.
    private static void SkipEntropyCoded(ReadOnlySpan<byte> file, ref int at, ImageStructure structure)
    {
        while (true)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length) throw structure.Truncated();
            at += next;
            if (file[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7))) return;
            at += file[at + 1] == 0xFF ? 1 : 2;
        }
    }

    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // A plane for each component, and two bytes more for each coefficient of a progressive file; then RGB twice.
    private static void CheckMemory(ReadOnlySpan<byte> body, bool isProgressive, (int Width, int Height) size, ImageStructure structure) =>
        structure.CheckMemory((long)size.Width * size.Height * ((Math.Min((int)body[5], 4) * (isProgressive ? 3 : 1)) + 6));

    private static (int Width, int Height) FrameSize(ReadOnlySpan<byte> body, ImageStructure structure)
    {
        if (body.Length < 6) throw structure.Damaged("its frame header is too short");
        return structure.CheckSize(BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]));
    }
}
