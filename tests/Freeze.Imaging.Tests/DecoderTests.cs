using Freeze.Preprocessing;
using StbImageSharp;

namespace Freeze.Imaging.Tests;

/// <summary>Rows are those of the picture that StbImageSharp makes of a file as a whole, and what it allocates is freed.</summary>
[Collection(nameof(DecoderTests))]
public sealed class DecoderTests
{
    private static readonly byte[][] s_jpegs =
    [
        Pictures.Jpeg(), ScanJpeg.Write(50, 30, 4), ScanJpeg.Write(50, 30, 1, isProgressive: false),
        FlatJpeg.Write(3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 14))], 3),
        FlatJpeg.Write(3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 14))], 3, FlatJpeg.Adobe(0)),
    ];

    public static TheoryData<byte, byte, bool> Pngs
    {
        get
        {
            var data = new TheoryData<byte, byte, bool>();
            foreach (var (colour, depths) in new (byte, byte[])[] { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            foreach (var depth in depths)
            {
                data.Add(colour, depth, false);
                data.Add(colour, depth, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pngs))]
    public void Png(byte colour, byte bits, bool isInterlaced)
    {
        var random = new Random(colour * 100 + bits);
        var palette = new byte[3 << bits % 16];
        random.NextBytes(palette);
        (string, byte[])[] others = colour == 3 ? [("PLTE", palette)] : [("gAMA", new byte[4])];
        foreach (var (width, height) in new[] { (1, 1), (1, 9), (9, 1), (5, 3), (33, 18), (70, 41) })
        {
            var raw = RawPng.RandomRows(random, width, height, bits, colour, isInterlaced);
            var file = RawPng.Write(width, height, raw, bits, colour, (byte)(isInterlaced ? 1 : 0), chunk: 40, others);
            Assert.True(Same(file));
        }
    }

    /// <summary>A factor that the pixels were not coded with gives wild pictures, and the same ones.</summary>
    [Fact]
    public void Jpeg_of_every_sampling()
    {
        var decoded = 0;
        foreach (var (width, height) in new[] { (40, 24), (1, 1), (17, 9), (64, 64) })
        foreach (var luma in new byte[] { 0x11, 0x12, 0x21, 0x22, 0x14, 0x41, 0x42, 0x24, 0x44, 0x13, 0x31, 0x33 })
        foreach (var chroma in new byte[] { 0x11, 0x12, 0x21, 0x22 })
        {
            var file = Pictures.Jpeg(width, height);
            var frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
            (file[frame + 11], file[frame + 14], file[frame + 17]) = (luma, chroma, 0x11);
            if (Same(file)) decoded++;
        }

        Assert.InRange(decoded, 60, 192);
    }

    [Fact]
    public void Jpeg_of_every_kind()
    {
        foreach (var file in s_jpegs) Assert.True(Same(file));
    }

    /// <summary>What a damaged file lacks is nothing, and not what was in memory before it.</summary>
    [Fact]
    public void A_damaged_jpeg_is_the_same_picture_each_time()
    {
        var (random, decoded) = (new Random(5), 0);
        for (var i = 0; i < 2000; i++)
        {
            var file = s_jpegs[i % s_jpegs.Length].ToArray();
            for (var j = 0; j < 2; j++) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (Decoded(file) is not { } image) continue;
            decoded++;
            foreach (var (size, value) in new[] { (1200, 0xAA), (3600, 0x55), (20_000, 0xFF) }) Soil(size, (byte)value);
            Assert.True(image.Rgb.AsSpan().SequenceEqual(Decoded(file)!.Rgb));
        }

        Assert.InRange(decoded, 500, 2000);

        static RgbImage? Decoded(byte[] file)
        {
            try
            {
                return ImageFile.Decode(file, maxPixels: 1 << 18);
            }
            catch (FreezeException)
            {
                return null;
            }
        }

        static unsafe void Soil(int size, byte value)
        {
            var blocks = new nint[8];
            for (var i = 0; i < blocks.Length; i++)
            {
                blocks[i] = System.Runtime.InteropServices.Marshal.AllocHGlobal(size);
                new Span<byte>((void*)blocks[i], size).Fill(value);
            }

            foreach (var block in blocks) System.Runtime.InteropServices.Marshal.FreeHGlobal(block);
        }
    }

    [Fact]
    public void A_jpeg_without_the_pixels_of_a_component_is_refused()
    {
        var file = FlatJpeg.Write(3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 14))], 3);
        file[file.AsSpan().IndexOf<byte>([0xFF, 0xDA]) + 9] = 2;
        Assert.Contains("one of its components has no pixels", Assert.Throws<FreezeException>(() => ImageFile.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_decoder_allocates_is_freed_whatever_it_finds()
    {
        var random = new Random(9);
        byte[][] files = [Pictures.Jpeg(), ScanJpeg.Write(50, 30, 4), FlatJpeg.Write(3, [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))], 4)];
        Decode(files[0]);
        var before = StbImage.NativeAllocations;
        for (var i = 0; i < 3000; i++)
        {
            var file = files[i % files.Length].ToArray();
            for (var j = 0; j < 3; j++) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (file[0] == 0xFF && file[1] == 0xD8) Decode(file);
        }

        Assert.Equal(before, StbImage.NativeAllocations);

        static void Decode(byte[] file)
        {
            try
            {
                EncodedImage.Open(file, maxPixels: 1 << 20).Prepare(new ImageInput(3, 8, 8), new byte[192]);
            }
            catch (FreezeException)
            {
                // Most are broken.
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void A_network_s_image_is_the_same_whether_the_picture_was_whole_or_not(int orientation)
    {
        ImageInput[] inputs = [new(3, 7, 9), new(1, 7, 9), new(3, 24, 40), new(3, 6, 6) { ShorterSide = 8 }, new(1, 30, 30) { ShorterSide = 20 }];
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        var grey = RawPng.RandomRows(new Random(3), 40, 24, 8, 0, isInterlaced: false);
        byte[][] files =
        [
            [0xFF, 0xD8, .. FlatJpeg.Segment(0xE1, exif), .. Pictures.Jpeg()[2..]],
            RawPng.Write(40, 24, grey, colour: 0, others: [("eXIf", exif[6..])]),
            RawPng.Write(40, 24, RawPng.RandomRows(new Random(3), 40, 24, 8, 2, isInterlaced: true), interlace: 1, others: [("eXIf", exif[6..])]),
            Pictures.Bmp(),
        ];
        foreach (var input in inputs)
        foreach (var file in files)
        {
            var (whole, image, actual) = (ImageFile.Decode(file), new byte[input.Values], new byte[input.Values]);
            input.Prepare(whole.Rgb, whole.Width, whole.Height, image);
            var encoded = EncodedImage.Open(file);
            encoded.Prepare(input, actual);
            Assert.Equal((whole.Width, whole.Height), (encoded.Width, encoded.Height));
            Assert.Equal(image, actual);
        }
    }

    // Whether the file is decoded; then both have the same pixels.
    private static bool Same(byte[] file)
    {
        RgbImage actual;
        try
        {
            actual = EncodedImage.Open(file, maxPixels: 1 << 20, orientation: Orientation.AsStored).Decode();
        }
        catch (FreezeException)
        {
            // Structures are checked more strictly than by that decoder.
            return false;
        }

        var expected = ImageResult.FromMemory(file, ColorComponents.RedGreenBlue);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.True(expected.Data.AsSpan().SequenceEqual(actual.Rgb));
        return true;
    }
}

/// <summary>The decoder counts what it has allocated over the whole process: nothing else decodes meanwhile.</summary>
[CollectionDefinition(nameof(DecoderTests), DisableParallelization = true)]
public sealed class DecoderTestsAlone;
