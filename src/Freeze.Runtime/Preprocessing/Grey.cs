namespace Freeze.Preprocessing;

/// <summary>Colours as shades of grey, as Pillow's <c>convert("L")</c> weighs them: ITU-R BT.601 in whole numbers.</summary>
public static class Grey
{
    /// <summary>Converts interleaved bytes.</summary>
    /// <param name="rgb">Pixels, [pixels][3].</param>
    /// <param name="grey">Receives [pixels]; it may be where <paramref name="rgb"/> begins.</param>
    /// <exception cref="FreezeException">The lengths contradict each other.</exception>
    public static void FromRgb(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        if (rgb.Length != 3L * grey.Length)
            throw new FreezeException($"{rgb.Length} bytes of RGB do not make {grey.Length} bytes of grey.");
        for (int i = 0, from = 0; i < grey.Length; i++, from += 3)
            grey[i] = (byte)((rgb[from] * 19595 + rgb[from + 1] * 38470 + rgb[from + 2] * 7471 + 0x8000) >> 16);
    }
}
