namespace Freeze.Storage;

/// <summary>What reader and writer of safetensors agree on.</summary>
internal static class SafetensorsLayout
{
    /// <summary>The file starts with the header's length, a little-endian 64-bit number.</summary>
    public const int PrefixLength = 8;

    /// <summary>Longer headers are refused before anything is read: real ones have some kilobytes.</summary>
    public const int MaxHeaderLength = 64 << 20;

    /// <summary>A cache line, and the widest SIMD register.</summary>
    public const int Alignment = 64;

    public const string MetadataEntry = "__metadata__";
    public const string PaddingPrefix = "__pad.";
    public const string ChecksumKey = "freeze.xxh128";
    public const string Sha256Key = "freeze.sha256";

    public static bool IsPadding(string name) => name.StartsWith(PaddingPrefix, StringComparison.Ordinal);

    public static long AlignUp(long value) => (value + Alignment - 1) / Alignment * Alignment;
}
