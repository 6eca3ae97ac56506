using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using CsCheck;

namespace Freeze.Imaging.Tests;

public sealed class HostileImageTests
{
    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("bmp")]
    public void A_mutated_file_is_decoded_or_refused_but_never_crashes(string format)
    {
        var bytes = Pictures.Of(format);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 6].Sample(mutations =>
        {
            var altered = bytes.ToArray();
            foreach (var (at, value) in mutations) altered[at] = value;
            Decode(altered);
        }, iter: 5000);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("bmp")]
    public void Every_byte_of_the_header_may_be_anything(string format)
    {
        var bytes = Pictures.Of(format);
        for (var at = 0; at < Math.Min(bytes.Length, 200); at++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0, 1, 2, 8, 16, 127, 128, 254, 255])
            {
                var altered = bytes.ToArray();
                altered[at] = value;
                Decode(altered);
            }
        }
    }

    [Fact]
    public void Random_bytes_behind_a_signature_never_crash()
        => Gen.Select(Gen.Int[0, 2], Gen.Byte.Array[0, 300]).Sample((format, bytes) =>
        {
            byte[][] signatures = [[0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], [0x42, 0x4D]];
            Decode([.. signatures[format], .. bytes]);
        }, iter: 5000);

    [Fact]
    public void A_png_that_inflates_beyond_its_size_is_refused()
    {
        var error = Assert.Throws<FreezeException>(() => ImageFile.Decode(Png(8, 8, new byte[50_000_000])));
        Assert.Contains("more than its 200 bytes of pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_png_with_too_few_pixels_is_refused()
        => Assert.Contains("less than", Assert.Throws<FreezeException>(() => ImageFile.Decode(Png(8, 8, new byte[199]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_png_of_exactly_its_pixels_is_decoded() => Assert.Equal(new byte[192], ImageFile.Decode(Png(8, 8, new byte[200])).Rgb);

    [Fact]
    public void A_header_of_a_gigantic_image_costs_nothing()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Throws<FreezeException>(() => ImageFile.Decode(Png(65_000, 65_000, [])));
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 10_000_000);
    }

    /// <summary>A few thousand bytes of zeros are sixty megapixels in black and white, and hundreds of megabytes in colour.</summary>
    [Fact]
    public void Pixels_out_of_proportion_to_the_file_are_refused_before_they_are_decoded()
    {
        var png = Png(8000, 8000, new byte[1001 * 8000], bits: 1, colour: 0);
        Assert.InRange(png.Length, 1000, 50_000);
        Assert.Contains("out of proportion", Assert.Throws<FreezeException>(() => ImageFile.Decode(png)).Message, StringComparison.Ordinal);
        var jpeg = Pictures.Jpeg();
        var frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 8000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 8000);
        Assert.Contains("out of proportion", Assert.Throws<FreezeException>(() => ImageFile.Decode(jpeg)).Message, StringComparison.Ordinal);

        // Smaller ones of the same kind are decoded, and so are these for who asks for more pixels than usual.
        Assert.Equal(2000, ImageFile.Decode(Png(2000, 2000, new byte[251 * 2000], bits: 1, colour: 0)).Width);
        Assert.Equal(8000, ImageFile.Decode(png, maxPixels: ImageFile.DefaultMaxPixels + 1).Height);
    }

    private static void Decode(byte[] bytes)
    {
        try
        {
            var image = ImageFile.Decode(bytes, "photo", maxPixels: 1 << 20);
            Assert.Equal(image.Width * image.Height * 3, image.Rgb.Length);
        }
        catch (FreezeException e)
        {
            Assert.StartsWith("photo: ", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    private static byte[] Png(int width, int height, byte[] raw, byte bits = 8, byte colour = 2)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colour);
        Chunk("IHDR"u8, header);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(raw);
        Chunk("IDAT"u8, compressed.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] body)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
            file.Write(number);
            file.Write(type);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32([.. type, .. body]));
            file.Write(number);
        }
    }
}
