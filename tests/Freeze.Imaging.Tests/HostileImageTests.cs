using System.Buffers.Binary;
using CsCheck;
using Freeze.Preprocessing;

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
        var error = Assert.Throws<FreezeException>(() => ImageFile.Decode(RawPng.Write(8, 8, new byte[50_000_000])));
        Assert.Contains("more than its 200 bytes of pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_png_with_too_few_pixels_is_refused()
        => Assert.Contains("less than", Assert.Throws<FreezeException>(() => ImageFile.Decode(RawPng.Write(8, 8, new byte[199]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_png_of_exactly_its_pixels_is_decoded() => Assert.Equal(new byte[192], ImageFile.Decode(RawPng.Write(8, 8, new byte[200])).Rgb);

    [Fact]
    public void A_header_of_a_gigantic_image_costs_nothing()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Throws<FreezeException>(() => ImageFile.Decode(RawPng.Write(65_000, 65_000, [])));
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 10_000_000);
    }

    /// <summary>A few hundred bytes can claim sixty megapixels, and a decoder that makes them of grey.</summary>
    [Fact]
    public void Pixels_out_of_proportion_to_the_file_are_refused_before_they_are_decoded()
    {
        var jpeg = Pictures.Jpeg();
        var frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 8000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 8000);
        var error = Assert.Throws<FreezeException>(() => ImageFile.Decode(jpeg));
        Assert.Contains("bytes for 8000 x 8000 pixels", error.Message, StringComparison.Ordinal);

        // Who hands out less gets less: a plane of 16 megapixels and its coefficients.
        error = Assert.Throws<FreezeException>(() => EncodedImage.Open(ScanJpeg.Write(4096, 4096, 2), maxMemory: 48L << 20 - 1));
        Assert.Contains("takes 48 MB", error.Message, StringComparison.Ordinal);
        Assert.Equal(48L << 20, EncodedImage.Open(ScanJpeg.Write(4096, 4096, 2), maxMemory: 48L << 20).Memory);
    }

    /// <summary>Sixty megapixels in twenty thousand bytes: only a few rows of them are ever held.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(8, 0)]
    [InlineData(8, 2)]
    public void Rows_of_a_png_are_resized_as_they_are_decoded(byte bits, byte colour)
    {
        var png = RawPng.Write(3000, 3000, new byte[RawPng.RawLength(3000, 3000, bits, colour, isInterlaced: false)], bits, colour);
        var image = new byte[224 * 224 * 3];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var encoded = EncodedImage.Open(png);
        Assert.Equal(0, encoded.Memory);
        encoded.Prepare(new ImageInput(3, 224, 224), image);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        Assert.DoesNotContain(image, value => value != 0);
    }

    [Theory]
    [InlineData(4096, 4096, 99, true, false)]
    [InlineData(4096, 4096, 20, true, false)]
    [InlineData(2048, 4096, 99, true, false)]
    [InlineData(4096, 4096, 8, false, false)]
    [InlineData(4096, 4096, 10, true, true)]
    [InlineData(4096, 4096, 1, false, true)]
    [InlineData(256, 256, 99, true, true)]
    public void Scans_out_of_proportion_to_what_they_show_are_refused(int width, int height, int scans, bool isProgressive, bool isDecoded)
    {
        var file = ScanJpeg.Write(width, height, scans, isProgressive);
        if (isDecoded) Assert.Equal(width, EncodedImage.Open(file).Width);
        else
        {
            var error = Assert.Throws<FreezeException>(() => EncodedImage.Open(file, "photo"));
            Assert.Equal($"photo: the image is refused: decoding its {scans} scans of {width} x {height} pixels is out of proportion to what they "
                + "show. Save it with fewer scans, or as a baseline JPEG.", error.Message);
        }
    }

    /// <summary>The means of an image's blocks take a bit each: fewer bytes cannot be a whole scan, whatever the decoder makes of them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_scan_without_bits_for_its_blocks_is_refused(bool isProgressive)
    {
        var file = ScanJpeg.Write(4096, 4096, 1, isProgressive);
        Assert.Equal(4096, EncodedImage.Open(file).Width);
        byte[] cut = [.. file[..2_000], 0xFF, 0xD9];
        Assert.Contains("bytes for 4096 x 4096 pixels", Assert.Throws<FreezeException>(() => EncodedImage.Open(cut)).Message, StringComparison.Ordinal);
    }

    /// <summary>A table of codes takes far longer than the few bytes that define it.</summary>
    [Fact]
    public void So_are_tables_of_codes()
    {
        byte[] tables = [.. Enumerable.Repeat(ScanJpeg.Table(0x10), 200_000).SelectMany(table => table)];
        Assert.Throws<FreezeException>(() => EncodedImage.Open(ScanJpeg.Write(8, 8, 1, isProgressive: false, tables)));
        Assert.Equal(8, EncodedImage.Open(ScanJpeg.Write(8, 8, 1, isProgressive: false, tables.AsSpan(0, tables.Length / 4))).Width);
    }

    [Theory]
    [InlineData(0xC9, "arithmetically")]
    [InlineData(0xC3, "lossless")]
    public void Kinds_of_jpeg_that_are_not_read_are_named(byte frame, string what)
    {
        var file = ScanJpeg.Write(8, 8, 1, isProgressive: false);
        file[file.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 1] = frame;
        Assert.Contains(what, Assert.Throws<FreezeException>(() => ImageFile.Decode(file)).Message, StringComparison.Ordinal);
    }

    /// <summary>Chunks beside the pixels, however large and however many, are passed over where they lie.</summary>
    [Fact]
    public void Chunks_beside_the_pixels_cost_nothing()
    {
        var bomb = new byte[20_000_000];
        foreach (var file in new[]
                 {
                     RawPng.Write(8, 8, new byte[200], others: [("iCCP", bomb), ("zTXt", bomb)]),
                     RawPng.Write(8, 8, new byte[200], chunk: 1, others: [.. Enumerable.Repeat(("tEXt", Array.Empty<byte>()), 100_000)]),
                 })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            EncodedImage.Open(file).Prepare(new ImageInput(3, 8, 8), new byte[192]);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }
    }

    [Theory]
    [InlineData("CgBI")]
    [InlineData("ABCD")]
    public void A_chunk_that_changes_what_pixels_mean_is_refused_by_name(string type)
    {
        var file = RawPng.Write(8, 8, new byte[200], others: [(type, new byte[4])]);
        Assert.Contains($"'{type}'", Assert.Throws<FreezeException>(() => ImageFile.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_that_decode_at_once_share_a_limit()
    {
        DecodingMemory.Enter(200L << 20);
        var second = Task.Run(() => DecodingMemory.Enter(100L << 20));
        await Task.Delay(20);
        Assert.False(second.IsCompleted);
        DecodingMemory.Leave(200L << 20);
        await second;
        DecodingMemory.Leave(100L << 20);
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
}
