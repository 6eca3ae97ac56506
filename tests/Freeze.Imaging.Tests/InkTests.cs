namespace Freeze.Imaging.Tests;

/// <summary>Colours of JPEG files, against libjpeg's and Pillow's formulas in double.</summary>
public sealed class InkTests
{
    // Two roundings of a product, and of a colour transform in whole numbers before.
    private const double Tolerance = 1.6;

    private const int Columns = 8, Blocks = 64;

    private static readonly byte[] s_inks = Samples(4);

    public static TheoryData<string, byte[]> Inks => new()
    {
        { "no mark", [] },
        { "Adobe, transform 0", FlatJpeg.Adobe(0) },
        { "a mark of another program", FlatJpeg.Segment(0xEE, "Adobx\0dabcdefgh"u8) },
        { "a mark that is too short", FlatJpeg.Segment(0xEE, "Adobe\0d\0\0\0\0"u8) },
        { "Adobe, a version of two bytes", FlatJpeg.Adobe(0, version: 300) },
        { "JFIF", FlatJpeg.Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]) },
        { "the last of two marks", [.. FlatJpeg.Adobe(2), .. FlatJpeg.Adobe(0)] },
    };

    public static TheoryData<string, byte[]> Transformed => new()
    {
        { "Adobe, transform 2", FlatJpeg.Adobe(2) },
        { "Adobe, a transform that is none", FlatJpeg.Adobe(1) },
        { "Adobe, a version of two bytes", FlatJpeg.Adobe(2, version: 300) },
        { "the last of two marks", [.. FlatJpeg.Adobe(0), .. FlatJpeg.Adobe(2)] },
    };

    [Theory]
    [MemberData(nameof(Inks))]
    public void Four_components_are_inks_that_are_stored_inverted(string name, byte[] marks) =>
        Check(name, FlatJpeg.Write(Columns, s_inks, 4, marks), (block, colour) =>
            s_inks[block * 4 + colour] * s_inks[block * 4 + 3] / 255.0);

    [Theory]
    [MemberData(nameof(Transformed))]
    public void Where_adobe_says_so_the_first_three_are_transformed(string name, byte[] marks) =>
        Check(name, FlatJpeg.Write(Columns, s_inks, 4, marks), (block, colour) =>
            (255 - FromYcc(s_inks.AsSpan(block * 4, 3), colour)) * s_inks[block * 4 + 3] / 255.0);

    [Fact]
    public void Three_components_are_colours_as_before()
    {
        var samples = Samples(3);
        Check("no mark", FlatJpeg.Write(Columns, samples, 3), Transformed);
        Check("Adobe 1", FlatJpeg.Write(Columns, samples, 3, FlatJpeg.Adobe(1)), Transformed);
        Check("Adobe 0", FlatJpeg.Write(Columns, samples, 3, FlatJpeg.Adobe(0)), (block, colour) => samples[block * 3 + colour]);
        Check("grey", FlatJpeg.Write(Columns, samples[..Blocks], 1), (block, _) => samples[block]);

        double Transformed(int block, int colour) => FromYcc(samples.AsSpan(block * 3, 3), colour);
    }

    [Fact]
    public void A_file_of_inks_that_is_cut_anywhere_is_refused()
    {
        var file = FlatJpeg.Write(Columns, s_inks, 4);
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<FreezeException>(() => ImageFile.Decode(file[..length], "photo"));
    }

    private static byte[] Samples(int components)
    {
        var samples = new byte[Blocks * components];
        new Random(components).NextBytes(samples);
        return samples;
    }

    private static double FromYcc(ReadOnlySpan<byte> ycc, int colour)
    {
        double blue = ycc[1] - 128, red = ycc[2] - 128;
        return Math.Clamp(ycc[0] + colour switch { 0 => 1.402 * red, 1 => -0.344136 * blue - 0.714136 * red, _ => 1.772 * blue }, 0, 255);
    }

    private static void Check(string name, byte[] file, Func<int, int, double> expected)
    {
        var image = ImageFile.Decode(file);
        Assert.Equal((64, 64), (image.Width, image.Height));
        for (var i = 0; i < image.Rgb.Length; i++)
        {
            var (pixel, colour) = Math.DivRem(i, 3);
            var (y, x) = Math.DivRem(pixel, 64);
            var wanted = expected(y / 8 * Columns + x / 8, colour);
            var found = image.Rgb[i];
            Assert.True(Math.Abs(found - wanted) <= Tolerance, $"{name}: colour {colour} at ({x}, {y}) is {found}, expected {wanted}");
        }
    }
}
