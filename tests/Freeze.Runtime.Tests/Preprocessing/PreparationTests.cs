using CsCheck;
using Freeze.Preprocessing;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Preprocessing;

/// <summary>Pictures become images as Pillow and torchvision make them. Expected bytes were written down from Pillow 9.4.</summary>
public sealed class PreparationTests
{
    [Theory]
    [InlineData(5, 4, 3, 2, new[] { 85, 129, 131, 127, 146, 143 })]
    [InlineData(3, 2, 5, 4, new[] { 0, 15, 37, 59, 74, 23, 39, 63, 87, 103, 68, 87, 115, 143, 162, 91, 111, 141, 171, 191 })]
    [InlineData(7, 1, 2, 3, new[] { 59, 163, 59, 163, 59, 163 })]
    [InlineData(1, 5, 2, 2, new[] { 79, 79, 87, 87 })]
    [InlineData(16, 9, 4, 3, new[] { 128, 137, 122, 126, 128, 137, 132, 147, 150, 152, 152, 155 })]
    [InlineData(9, 16, 5, 4, new[] { 114, 138, 138, 138, 129, 128, 134, 152, 138, 145, 135, 129, 108, 128, 116, 136, 101, 127, 124, 135 })]
    public void Stretching_gives_the_bytes_of_pillow(int width, int height, int newWidth, int newHeight, int[] expected) =>
        Same(expected, Prepared(new(1, newHeight, newWidth), Picture(width, height, 1), width, height));

    [Theory]
    [InlineData(7, 5, 4, 3, 3, new[]
    {
        86, 121, 164, 132, 151, 186, 137, 124, 87, 156, 97, 101, 161, 110, 94, 119, 143, 154, 136, 160, 148, 163, 140, 96, 144,
        167, 112,
    })]
    [InlineData(5, 7, 4, 3, 3, new[]
    {
        156, 192, 128, 164, 104, 109, 147, 104, 92, 83, 130, 166, 133, 149, 152, 167, 143, 91, 144, 94, 165, 110, 98, 121, 137,
        142, 83,
    })]
    [InlineData(9, 4, 3, 3, 5, new[]
    {
        43, 114, 156, 100, 120, 165, 133, 153, 165, 146, 97, 100, 145, 71, 100, 158, 181, 124, 152, 95, 109, 148, 134, 91, 137,
        136, 150, 118, 133, 133, 94, 136, 159, 143, 169, 132, 163, 133, 117, 146, 155, 100, 131, 94, 145,
    })]
    [InlineData(6, 6, 4, 5, 4, new[]
    {
        50, 121, 156, 109, 116, 155, 137, 144, 162, 132, 103, 114, 156, 174, 124, 145, 109, 120, 147, 145, 86, 155, 137, 137,
        95, 124, 177, 130, 147, 127, 159, 122, 105, 122, 143, 114, 141, 76, 147, 114, 135, 107, 168, 118, 119, 138, 73, 144, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    })]
    [InlineData(4, 9, 4, 4, 6, new[]
    {
        0, 0, 0, 182, 253, 68, 245, 60, 131, 52, 123, 194, 115, 186, 1, 0, 0, 0, 0, 0, 0, 17, 88, 159, 93, 164, 235, 169, 240,
        55, 245, 60, 131, 0, 0, 0, 0, 0, 0, 108, 179, 250, 197, 12, 83, 30, 101, 172, 119, 190, 5, 0, 0, 0, 0, 0, 0, 199, 14,
        85, 45, 116, 187, 147, 218, 33, 249, 64, 135, 0, 0, 0,
    })]
    public void Shorter_side_and_centre_crop_give_the_bytes_of_torchvision(
        int width, int height, int side, int cutHeight, int cutWidth, int[] expected) =>
        Same(expected, Prepared(new(3, cutHeight, cutWidth) { ShorterSide = side }, Picture(width, height, 3), width, height));

    // The last rows: a side that is no longer than what is cut out of it, halves that Python rounds to even, and a picture that is too
    // narrow.
    [Theory]
    [InlineData(640, 480, 256, 224, 224, 341, 256, 58, 16)]
    [InlineData(480, 640, 256, 224, 224, 256, 341, 16, 58)]
    [InlineData(375, 500, 256, 224, 224, 256, 341, 16, 58)]
    [InlineData(333, 500, 232, 224, 224, 232, 348, 4, 62)]
    [InlineData(224, 224, 256, 224, 224, 256, 256, 16, 16)]
    [InlineData(299, 299, 299, 299, 299, 299, 299, 0, 0)]
    [InlineData(1, 1000, 32, 32, 32, 32, 32000, 0, 15984)]
    [InlineData(65536, 1, 65536, 8, 8, 4294967296, 65536, 2147483644, 32764)]
    [InlineData(255, 256, 255, 224, 224, 255, 256, 16, 16)]
    [InlineData(257, 256, 256, 225, 224, 257, 256, 16, 16)]
    [InlineData(100, 101, 33, 28, 30, 33, 33, 2, 2)]
    [InlineData(30, 20, 20, 20, 40, 30, 20, -5, 0)]
    [InlineData(30, 20, 20, 20, 41, 30, 20, -5, 0)]
    public void Sizes_and_offsets_are_those_of_torchvision(
        int width, int height, int side, int cutHeight, int cutWidth, long newWidth, long newHeight, long left, long top) =>
        Assert.Equal(
            new ShorterSideCrop(newWidth, newHeight, left, top),
            ShorterSideCrop.Of(width, height, new(3, cutHeight, cutWidth) { ShorterSide = side }));

    /// <summary>Bytes between the passes are rounded, as in Pillow: half a level for them, half a level for the result.</summary>
    [Fact]
    public void Cutting_equals_a_naive_filter_over_the_whole_picture_within_a_level() =>
        (from width in Gen.Int[1, 40]
         from height in Gen.Int[1, 40]
         from cutWidth in Gen.Int[1, 12]
         from cutHeight in Gen.Int[1, 12]
         from more in Gen.Int[0, 9]
         from colours in Gen.Bool
         from seed in Draw.Seed
         select (width, height, cutWidth, cutHeight, side: Math.Min(cutWidth, cutHeight) + more, colours, seed)).Sample(
            c =>
            {
                var picture = new byte[c.width * c.height * 3];
                new Random(c.seed).NextBytes(picture);
                var input = new ImageInput(c.colours ? 3 : 1, c.cutHeight, c.cutWidth) { ShorterSide = c.side };
                var actual = Prepared(input, picture, c.width, c.height);
                for (var i = 0; i < actual.Length; i++)
                {
                    var (pixel, channel) = Math.DivRem(i, input.Channels);
                    var expected = Naive(picture, c.width, c.height, input, pixel / c.cutWidth, pixel % c.cutWidth, channel);
                    var tolerance = c.colours ? 1.001 : 1.501;
                    Assert.True(Math.Abs(actual[i] - expected) <= tolerance, $"byte {i} is {actual[i]}, expected {expected}");
                }
            },
            iter: 100, threads: 1);

    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(12, 200, 77, 130)]
    [InlineData(200, 12, 77, 76)]
    [InlineData(77, 12, 200, 53)]
    [InlineData(255, 254, 253, 254)]
    [InlineData(0, 0, 4, 0)]
    [InlineData(0, 1, 0, 1)]
    public void Grey_is_that_of_pillow(byte red, byte green, byte blue, byte expected)
    {
        var grey = new byte[1];
        Grey.FromRgb([red, green, blue], grey);
        Assert.Equal(expected, grey[0]);
        Assert.Throws<FreezeException>(() => Grey.FromRgb(new byte[4], new byte[1]));
    }

    // The letter F, as viewers show it whatever the tag says: rows of the stored picture, for each value of the tag.
    [Theory]
    [InlineData(0, "##|#.|#.")]
    [InlineData(1, "##|#.|#.")]
    [InlineData(2, "##|.#|.#")]
    [InlineData(3, ".#|.#|##")]
    [InlineData(4, "#.|#.|##")]
    [InlineData(5, "###|#..")]
    [InlineData(6, "#..|###")]
    [InlineData(7, "..#|###")]
    [InlineData(8, "###|..#")]
    [InlineData(9, "##|#.|#.")]
    public void A_picture_is_turned_upright(int orientation, string stored)
    {
        var rows = stored.Split('|');
        var pixels = rows.SelectMany(row => row.SelectMany(c => c == '#' ? new byte[] { 1, 2, 3 } : [0, 0, 0])).ToArray();
        var turned = ExifOrientation.Turn(pixels, rows[0].Length, rows.Length, orientation);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 0, 0, 0, 1, 2, 3, 0, 0, 0], turned);
        Assert.Equal(orientation is >= 5 and <= 8, ExifOrientation.SwapsSides(orientation));
        Assert.Throws<FreezeException>(() => ExifOrientation.Turn(pixels, 4, 2, orientation));
    }

    private static void Same(int[] expected, byte[] actual) => Assert.Equal(expected, actual.Select(value => (int)value));

    private static byte[] Picture(int width, int height, int channels) =>
    [
        .. from y in Enumerable.Range(0, height)
           from x in Enumerable.Range(0, width)
           from c in Enumerable.Range(0, channels)
           select (byte)(x * 37 + y * 91 + x * y * 13 + c * 71),
    ];

    private static byte[] Prepared(ImageInput input, byte[] picture, int width, int height)
    {
        var image = new byte[input.Values];
        Array.Fill(image, (byte)99);
        input.Prepare(picture, width, height, image);
        return image;
    }

    private static double Naive(byte[] picture, int width, int height, ImageInput input, int y, int x, int channel)
    {
        int side = input.ShorterSide, shorter = Math.Min(width, height), longer = Math.Max(width, height);
        var resized = (int)Math.Truncate(side * (double)longer / shorter);
        var (newWidth, newHeight) = width <= height ? (side, resized) : (resized, side);
        var (left, top) = (x + Begin(newWidth, input.Width), y + Begin(newHeight, input.Height));
        if (left < 0 || top < 0 || left >= newWidth || top >= newHeight) return 0;
        double sum = 0, total = 0;
        for (var row = 0; row < height; row++)
        for (var column = 0; column < width; column++)
        {
            var weight = ResizeTests.Weight(row, top, height, newHeight) * ResizeTests.Weight(column, left, width, newWidth);
            var at = (row * width + column) * 3;
            var grey = picture[at] * 0.299 + picture[at + 1] * 0.587 + picture[at + 2] * 0.114;
            var value = input.Channels == 3 ? picture[at + channel] : grey;
            sum += weight * value;
            total += weight;
        }

        return sum / total;
    }

    private static int Begin(int size, int wanted) =>
        size < wanted ? -((wanted - size) / 2) : (int)Math.Round((size - wanted) / 2.0, MidpointRounding.ToEven);
}
