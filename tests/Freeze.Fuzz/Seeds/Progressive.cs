namespace Freeze.Fuzz.Seeds;

/// <summary>The smallest progressive JPEG: 8 x 8 grey pixels, one scan for the mean and one for the first coefficients, both of which say
/// "nothing".</summary>
internal static class Progressive
{
    public static byte[] Jpeg { get; } =
    [
        0xFF, 0xD8,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 0, 0x00, 0x7F,
        0xFF, 0xDA, 0, 8, 1, 1, 0x00, 1, 5, 0x00, 0x7F,
        0xFF, 0xD9,
    ];
}
