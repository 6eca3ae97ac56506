using System.Buffers.Binary;
using System.IO.Hashing;
using CsCheck;

namespace Freeze.Imaging.Tests;

/// <summary>Files that say how the camera was held.</summary>
public sealed class OrientationTests
{
    private const ushort Byte = 1, Short = 3, Long = 4;

    private static readonly byte[] s_jpeg = Pictures.Jpeg();

    private static readonly RgbImage s_stored = ImageFile.Decode(s_jpeg);

    public static TheoryData<int, ushort, bool> Tags
    {
        get
        {
            var data = new TheoryData<int, ushort, bool>();
            for (var value = 1; value <= 8; value++)
            foreach (var type in new[] { Byte, Short, Long })
            {
                data.Add(value, type, true);
                data.Add(value, type, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_jpeg_is_turned_upright_unless_it_is_wanted_as_stored(int value, ushort type, bool isLittle)
    {
        var file = InJpeg(Exif(value, type, isLittle));
        AssertSame(Turned(s_stored, value), ImageFile.Decode(file));
        AssertSame(s_stored, ImageFile.Decode(file, orientation: Orientation.AsStored));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void So_is_a_png_and_so_are_those_of_a_set(int value)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/x.png", InPng(Exif(value, Short, isLittle: false)));
        var stored = ImageFile.Decode(Pictures.Png());
        using var set = DataSets.ImageDataSet.Open(folder.Path);
        AssertSame(Turned(stored, value), set.Decode(0));
        AssertSame(stored, set.Decode(0, Orientation.AsStored));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Values_that_there_are_not_mean_upright(int value) =>
        AssertSame(s_stored, ImageFile.Decode(InJpeg(Exif(value, Short, isLittle: true))));

    [Fact]
    public void The_tag_is_found_behind_others_and_the_first_exif_data_count()
    {
        byte[] other = [0x0F, 0x01, 2, 0, 4, 0, 0, 0, (byte)'a', (byte)'b', (byte)'c', 0];
        var exif = Exif(6, Short, isLittle: true, other);
        AssertSame(Turned(s_stored, 6), ImageFile.Decode(InJpeg(exif)));
        var second = FlatJpeg.Segment(0xE1, [.. "Exif\0\0"u8, .. Exif(3, Short, isLittle: true)]);
        var text = FlatJpeg.Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>"u8);
        byte[] file = [0xFF, 0xD8, .. text, .. InJpeg(exif)[2..^(s_jpeg.Length - 2)], .. second, .. s_jpeg[2..]];
        AssertSame(Turned(s_stored, 6), ImageFile.Decode(file));
    }

    /// <summary>Viewers show a photograph whose Exif data are damaged as it is stored: its pixels are sound.</summary>
    [Fact]
    public void Exif_data_that_are_cut_or_changed_never_keep_the_pixels_from_being_read()
    {
        var exif = Exif(6, Short, isLittle: false, new byte[12]);
        for (var length = 0; length < exif.Length; length++) Decode(exif[..length]);
        Gen.Select(Gen.Int[0, exif.Length - 1], Gen.Byte).Array[1, 4].Sample(
            mutations =>
            {
                var altered = exif.ToArray();
                foreach (var (at, value) in mutations) altered[at] = value;
                Decode(altered);
            },
            iter: 300, threads: 1);

        static void Decode(byte[] data)
        {
            var image = ImageFile.Decode(InJpeg(data));
            Assert.Equal(s_stored.Rgb.Length, image.Rgb.Length);
            Assert.Contains((image.Width, image.Height), new[] { (40, 24), (24, 40) });
        }
    }

    private static byte[] InJpeg(byte[] exif) => [0xFF, 0xD8, .. FlatJpeg.Segment(0xE1, [.. "Exif\0\0"u8, .. exif]), .. s_jpeg[2..]];

    private static byte[] InPng(byte[] exif)
    {
        // Behind the signature and the header, whose chunk has 13 bytes and 12 more.
        const int Header = 8 + 25;
        var png = Pictures.Png();
        var numbers = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(numbers, exif.Length);
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(4), Crc32.HashToUInt32([.. "eXIf"u8, .. exif]));
        return [.. png[..Header], .. numbers[..4], .. "eXIf"u8, .. exif, .. numbers[4..], .. png[Header..]];
    }

    private static byte[] Exif(int value, ushort type, bool isLittle, params byte[] before)
    {
        var data = new byte[8 + 2 + before.Length + 12 + 4];
        var header = isLittle ? "II"u8 : "MM"u8;
        header.CopyTo(data);
        Write(2, 42, 2);
        Write(4, 8, 4);
        Write(8, before.Length / 12 + 1, 2);
        before.CopyTo(data, 10);
        var entry = 10 + before.Length;
        Write(entry, 0x0112, 2);
        Write(entry + 2, type, 2);
        Write(entry + 4, 1, 4);
        Write(entry + 8, value, type == Long ? 4 : type == Byte ? 1 : 2);
        return data;

        void Write(int at, int number, int bytes)
        {
            for (var i = 0; i < bytes; i++) data[at + (isLittle ? i : bytes - 1 - i)] = (byte)(number >> (8 * i));
        }
    }

    // Every value is a mirror image, a picture upside down, or one of these with rows and columns exchanged first.
    private static RgbImage Turned(RgbImage image, int value) => value switch
    {
        2 => Mirrored(image),
        3 => Mirrored(Flipped(image)),
        4 => Flipped(image),
        5 => Transposed(image),
        6 => Mirrored(Transposed(image)),
        7 => Mirrored(Flipped(Transposed(image))),
        8 => Flipped(Transposed(image)),
        _ => image,
    };

    private static RgbImage Mirrored(RgbImage image) => Moved(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, y));

    private static RgbImage Flipped(RgbImage image) => Moved(image, image.Width, image.Height, (x, y) => (x, image.Height - 1 - y));

    private static RgbImage Transposed(RgbImage image) => Moved(image, image.Height, image.Width, (x, y) => (y, x));

    private static RgbImage Moved(RgbImage image, int width, int height, Func<int, int, (int X, int Y)> from)
    {
        var rgb = new byte[image.Rgb.Length];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            var place = from(x, y);
            image.Rgb.AsSpan((place.Y * image.Width + place.X) * 3, 3).CopyTo(rgb.AsSpan((y * width + x) * 3));
        }

        return new(width, height, rgb);
    }

    private static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Rgb, actual.Rgb);
    }
}
