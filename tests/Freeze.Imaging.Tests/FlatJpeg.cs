namespace Freeze.Imaging.Tests;

/// <summary>
/// Writes JPEG files of any number of components, of blocks of 8x8 pixels of one colour each: coefficients beyond the mean of a block are
/// zero, so that the samples are exact. Marks stand where the caller puts them.
/// </summary>
internal static class FlatJpeg
{
    private const int Block = 8;

    /// <summary>A segment.</summary>
    public static byte[] Segment(byte marker, params ReadOnlySpan<byte> body) => [0xFF, marker, .. Two(body.Length + 2), .. body];

    /// <summary>Adobe's mark.</summary>
    /// <param name="transform">0 for samples as they are, 1 for YCbCr, 2 for YCCK.</param>
    /// <param name="version">Its version, 100 in most files.</param>
    public static byte[] Adobe(byte transform, int version = 100) =>
        Segment(0xEE, [.. "Adobe"u8, .. Two(version), 0, 0, 0, 0, transform]);

    /// <summary>Writes a file.</summary>
    /// <param name="columns">Blocks a row.</param>
    /// <param name="samples">Samples of each block in turn, [blocks][components].</param>
    /// <param name="components">Components.</param>
    /// <param name="marks">Segments behind the first two bytes.</param>
    public static byte[] Write(int columns, byte[] samples, int components, params ReadOnlySpan<byte> marks)
    {
        var blocks = samples.Length / components;
        var (width, height) = (columns * Block, blocks / columns * Block);
        byte[] ids = [.. Enumerable.Range(1, components).Select(i => (byte)i)];
        var units = new byte[64];
        Array.Fill(units, (byte)1);

        // Twelve sizes of four bits each for the means, and one bit that ends a block.
        byte[] means = [0, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)];
        return
        [
            0xFF, 0xD8, .. marks,
            .. Segment(0xDB, [0, .. units]),
            .. Segment(0xC0, [8, .. Two(height), .. Two(width), (byte)components, .. ids.SelectMany(id => new byte[] { id, 0x11, 0 })]),
            .. Segment(0xC4, means),
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
            .. Segment(0xDA, [(byte)components, .. ids.SelectMany(id => new byte[] { id, 0 }), 0, 63, 0]),
            .. Scan(samples, components),
            0xFF, 0xD9,
        ];
    }

    private static byte[] Two(int number) => [(byte)(number >> 8), (byte)number];

    private static List<byte> Scan(byte[] samples, int components)
    {
        var (bits, bytes, last) = (new List<bool>(), new List<byte>(), new int[components]);
        for (var i = 0; i < samples.Length; i++)
        {
            var mean = (samples[i] - 128) * Block;
            var difference = mean - last[i % components];
            last[i % components] = mean;
            var size = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
            Add(size, 4);
            Add(difference > 0 ? difference : difference + (1 << size) - 1, size);
            Add(0, 1);
        }

        while (bits.Count % 8 > 0) bits.Add(true);
        for (var i = 0; i < bits.Count; i += 8)
        {
            var value = (byte)Enumerable.Range(i, 8).Aggregate(0, (sum, bit) => sum * 2 + (bits[bit] ? 1 : 0));
            bytes.Add(value);
            if (value == 0xFF) bytes.Add(0);
        }

        return bytes;

        void Add(int value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--) bits.Add((value >> bit & 1) == 1);
        }
    }
}
