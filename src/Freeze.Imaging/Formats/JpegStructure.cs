using System.Buffers.Binary;
using Freeze.Preprocessing;

namespace Freeze.Imaging.Formats;

/// <summary>
/// Walks a JPEG file's segments up to its end mark. The decoder is more tolerant than we want: it paints what a truncated file lacks in grey, and the
/// network would classify the grey. It is also more patient: each scan, however few its bytes, makes it visit the whole image again.
/// </summary>
internal static class JpegStructure
{
    // Encoders' progressive files visit a block of 8x8 samples in about six scans, mozjpeg's in up to nine. Small images may have more.
    private const long VisitsOfABlock = 9, Visits = 1 << 20;

    // What else costs as much as visits: a block that is coded as a whole, and a table of codes, whose shortest definition has 17 bytes.
    private const int WholeBlock = 4, Table = 8, ShortestTable = 17;

    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 3 && file[0] == 0xFF && file[1] == 0xD8 && file[2] == 0xFF;

    public static JpegFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        Frame? frame = null;
        var (scans, isYcc, orientation, visits) = (0, false, 0, 0L);
        for (var at = 2; ;)
        {
            var marker = NextMarker(file, ref at, structure);
            if (marker == 0xD9) break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            var body = Segment(file, ref at, structure);
            if (IsFrame(marker))
            {
                if (frame is not null) throw structure.Damaged("it has two frames");
                frame = new(marker, body, structure);
            }
            else if (marker == 0xDA)
            {
                if (frame is null) throw structure.Damaged("pixels come before their size");
                scans++;
                visits += frame.Visits(body);
                var first = at;
                SkipEntropyCoded(file, ref at, structure);
                if (at - first < frame.FewestBytes(body)) throw structure.Damaged($"a scan has {at - first} bytes for {frame.Width} x {frame.Height} pixels");
            }
            else if (marker == 0xC4) visits += Table * (body.Length / ShortestTable);
            else if (marker == 0xE1 && orientation == 0 && body.StartsWith("Exif\0\0"u8)) orientation = ExifTag.ReadOrientation(body[6..]);
            else if (marker == 0xEE && scans == 0 && body.Length >= 12 && body.StartsWith("Adobe"u8)) isYcc = body[11] != 0;
        }

        if (frame is null || !frame.IsComplete) throw structure.Damaged(scans == 0 ? "it has no pixels" : "one of its components has no pixels");
        if (visits > Visits + (VisitsOfABlock * frame.Blocks))
        {
            throw structure.Refused($"decoding its {scans} scans of {frame.Width} x {frame.Height} pixels is out of proportion to what they show",
                "Save it with fewer scans, or as a baseline JPEG");
        }

        return new(frame.Width, frame.Height, Math.Max(orientation, ExifOrientation.Upright), frame.Components, frame.Planes)
        {
            IsYcc = frame.Components == 4 ? isYcc : null,
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

    /// <summary>The frame: a size, and the blocks of each component.</summary>
    private sealed class Frame
    {
        private const int Block = 8, Samples = Block * Block, MostComponents = 4, MostSampling = 4;

        private readonly byte[] _ids;
        private readonly bool[] _isSeen;
        private readonly long[] _blocks;
        private readonly bool _isProgressive;

        public Frame(int marker, ReadOnlySpan<byte> body, ImageStructure structure)
        {
            if (body.Length < 6) throw structure.Damaged("its frame header is too short");
            (Width, Height) = structure.CheckSize(BinaryPrimitives.ReadUInt16BigEndian(body[3..]), BinaryPrimitives.ReadUInt16BigEndian(body[1..]));
            if (marker > 0xC2 || body[0] != Block)
                throw structure.Refused("it is lossless, coded arithmetically or of 12 bits, which Freeze does not read", "Save it as an ordinary JPEG");
            _isProgressive = marker == 0xC2;
            Components = body[5];
            if (Components is not (1 or 3 or MostComponents) || body.Length != 6 + 3 * Components)
                throw structure.Damaged($"its frame header of {body.Length} bytes names {Components} components");
            (_ids, _blocks, _isSeen) = (new byte[Components], new long[Components], new bool[Components]);
            var (across, down) = (1, 1);
            for (var i = 0; i < Components; i++)
            {
                var (h, v) = (body[7 + 3 * i] >> 4, body[7 + 3 * i] & 15);
                if (h is < 1 or > MostSampling || v is < 1 or > MostSampling) throw structure.Damaged($"a component's samples are {h} x {v} to a pixel");
                (across, down) = (Math.Max(across, h), Math.Max(down, v));
            }

            // The last blocks on the right and below are whole ones, of all components.
            var (columns, rows) = ((Width + across * Block - 1) / (across * Block), (Height + down * Block - 1) / (down * Block));
            for (var i = 0; i < Components; i++)
            {
                _ids[i] = body[6 + 3 * i];
                _blocks[i] = (long)columns * rows * (body[7 + 3 * i] >> 4) * (body[7 + 3 * i] & 15);
            }

            Planes = Blocks * Samples * (_isProgressive ? 1 + sizeof(short) : 1);
            structure.CheckMemory(Planes);
        }

        public int Width { get; }

        public int Height { get; }

        public int Components { get; }

        public long Planes { get; }

        public long Blocks => _blocks.Sum();

        /// <summary>Whether a scan began each component.</summary>
        public bool IsComplete => Array.TrueForAll(_isSeen, isSeen => isSeen);

        /// <summary>
        /// Bytes that a scan has at least. One with the means of blocks has a bit for each; whole blocks at the edges, which a scan of one
        /// component leaves out, are a small part of large images only, so a quarter of that is asked for, and of small ones nothing.
        /// </summary>
        public long FewestBytes(ReadOnlySpan<byte> scan)
        {
            var count = scan.IsEmpty ? 0 : scan[0];
            if (count == 0 || scan.Length != 4 + 2 * count || scan[1 + 2 * count] != 0) return 0;
            var blocks = 0L;
            for (var i = 0; i < count; i++)
                if (Array.IndexOf(_ids, scan[1 + 2 * i]) is >= 0 and var component) blocks += _blocks[component];
            return blocks < 4096 ? 0 : blocks / 32;
        }

        /// <summary>What a scan costs: blocks that are visited.</summary>
        public long Visits(ReadOnlySpan<byte> scan)
        {
            var visits = 0L;
            var count = scan.IsEmpty ? 0 : scan[0];
            if (count == 0 || scan.Length != 4 + 2 * count) return 0;
            for (var i = 0; i < count; i++)
            {
                if (Array.IndexOf(_ids, scan[1 + 2 * i]) is not (>= 0 and var component)) continue;
                visits += _blocks[component];
                _isSeen[component] |= scan[1 + 2 * count] == 0;
            }

            return visits * (_isProgressive ? 1 : WholeBlock);
        }
    }
}
