namespace Freeze.Imaging.DataSets;

/// <summary>Tells formats of images apart, those without a decoder here among them, by a file's first bytes or by its name.</summary>
internal static class PictureFormat
{
    /// <summary>First bytes of a file that <see cref="OfContent"/> looks at.</summary>
    public const int SignatureLength = 16;

    private static readonly (string Format, string[] Endings)[] s_undecoded =
    [
        ("WebP", [".webp"]), ("GIF", [".gif"]), ("TIFF", [".tif", ".tiff"]), ("AVIF", [".avif"]), ("HEIC", [".heic", ".heif", ".hif"]),
        ("JPEG XL", [".jxl"]), ("JPEG 2000", [".jp2", ".j2k"]),
    ];

    /// <summary>Whether images of a format are decoded.</summary>
    public static bool IsDecoded(string format) => format is "JPEG" or "PNG";

    /// <summary>The format without a decoder that a name stands for; null when it stands for none.</summary>
    public static string? OfName(string name)
    {
        var ending = Path.GetExtension(name);
        return s_undecoded.FirstOrDefault(format => format.Endings.Contains(ending, StringComparer.OrdinalIgnoreCase)).Format;
    }

    /// <summary>The format whose signature a file begins with; null for all else, bitmaps among it: two letters are no proof.</summary>
    public static string? OfContent(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "GIF",
        [(byte)'I', (byte)'I', (byte)'*' or (byte)'+', 0, ..] or [(byte)'M', (byte)'M', 0, (byte)'*' or (byte)'+', ..] => "TIFF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', _, _, _, _, ..] => OfBrand(start[8..12]),
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "JPEG XL",
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] => "JPEG 2000",
        _ => null,
    };

    // ISO/IEC 14496-12: one container for many formats, films among them.
    private static string? OfBrand(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("avi"u8)) return "AVIF";
        if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8)) return "HEIC";
        return brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? "HEIC" : null;
    }
}
