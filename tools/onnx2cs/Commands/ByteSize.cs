using System.CommandLine.Parsing;
using System.Globalization;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>Sizes as people write them: 500kB, 1.5MB, 64KiB, or plain bytes.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] s_units =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

    /// <summary>Reads the one token of an option.</summary>
    public static long? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var bytes)) return bytes;
        result.AddError($"'{text}' is not a size; write one such as 500kB or 1MB.");
        return null;
    }

    /// <summary>Reads a size; at least one byte.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var number = text.Trim();
        var scale = 1L;
        foreach (var (unit, size) in s_units)
        {
            if (!number.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            (number, scale) = (number[..^unit.Length].TrimEnd(), size);
            break;
        }

        bytes = 0;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value < 0 || value > 1L << 40 || value * scale is < 1 or > 1L << 40) return false;
        bytes = (long)(value * scale);
        return true;
    }
}
