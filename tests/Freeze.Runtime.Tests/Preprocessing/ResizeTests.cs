using CsCheck;
using Freeze.Preprocessing;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Preprocessing;

public sealed class ResizeTests
{
    [Fact]
    public void Equals_a_naive_triangle_filter() =>
        (from width in Gen.Int[1, 40]
         from height in Gen.Int[1, 40]
         from newWidth in Gen.Int[1, 24]
         from newHeight in Gen.Int[1, 24]
         from channels in Gen.Int[1, 4]
         from seed in Draw.Seed
         select (width, height, newWidth, newHeight, channels, seed)).Sample(
            c =>
            {
                var source = new byte[c.width * c.height * c.channels];
                new Random(c.seed).NextBytes(source);
                var actual = new byte[c.newWidth * c.newHeight * c.channels];
                Resize.Bilinear(source, c.width, c.height, actual, c.newWidth, c.newHeight, c.channels);
                for (var y = 0; y < c.newHeight; y++)
                for (var x = 0; x < c.newWidth; x++)
                for (var channel = 0; channel < c.channels; channel++)
                {
                    double sum = 0, total = 0;
                    for (var row = 0; row < c.height; row++)
                    for (var column = 0; column < c.width; column++)
                    {
                        var weight = Weight(row, y, c.height, c.newHeight) * Weight(column, x, c.width, c.newWidth);
                        sum += weight * source[(row * c.width + column) * c.channels + channel];
                        total += weight;
                    }

                    // Half a level for the bytes between the passes, half a level for the result, and a little for weights of 22 bits.
                    var found = actual[(y * c.newWidth + x) * c.channels + channel];
                    Assert.True(Math.Abs(sum / total - found) <= 1.001, $"({x}, {y}, {channel}) is {found}, expected {sum / total}.");
                }
            },
            iter: 100, threads: 1);

    /// <summary>Whatever is kept of a picture meanwhile: the bytes are those of two whole passes, as in Pillow.</summary>
    [Fact]
    public void Equals_two_passes_over_the_whole_picture() =>
        (from width in Gen.OneOf(Gen.Int[1, 60], Gen.Int[500, 900])
         from height in Gen.OneOf(Gen.Int[1, 60], Gen.Int[500, 900])
         from newWidth in Gen.OneOf(Gen.Int[1, 24], Gen.Int[60, 90])
         from newHeight in Gen.OneOf(Gen.Int[1, 24], Gen.Int[60, 90])
         from channels in Gen.Int[1, 4]
         from seed in Draw.Seed
         select (width, height, newWidth, newHeight, channels, seed)).Sample(
            c =>
            {
                var source = new byte[c.width * c.height * c.channels];
                new Random(c.seed).NextBytes(source);
                var actual = new byte[c.newWidth * c.newHeight * c.channels];
                Resize.Bilinear(source, c.width, c.height, actual, c.newWidth, c.newHeight, c.channels);
                var between = Pass(source, c.width, c.newWidth, lines: c.height, c.width * c.channels, c.channels, c.newWidth * c.channels, c.channels);
                Assert.Equal(Pass(between, c.height, c.newHeight, c.newWidth * c.channels, 1, c.newWidth * c.channels, 1, c.newWidth * c.channels), actual);
            },
            iter: 60, threads: 1);

    [Theory]
    [InlineData(1, 65536)]
    [InlineData(65536, 1)]
    [InlineData(2, 40000)]
    [InlineData(700, 3000)]
    public void What_is_allocated_depends_on_the_new_size_alone(int width, int height)
    {
        var (source, image) = (new byte[width * height * 3], new byte[224 * 224 * 3]);
        foreach (var input in new[] { new ImageInput(3, 224, 224), new ImageInput(3, 224, 224) { ShorterSide = 256 } })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            input.Prepare(source, width, height, image);

            // Tables of both sides: the weights of 65,536 pixels and their place. Rows: a dozen of the new picture.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
        }
    }

    [Fact]
    public void Sides_beyond_the_limit_are_refused()
    {
        var input = new ImageInput(3, 4, 4);
        foreach (var (width, height) in new[] { (1, 65537), (65537, 1) })
        {
            var picture = new byte[65537 * 3];
            var error = Assert.Throws<FreezeException>(() => input.Prepare(picture, width, height, new byte[48]));
            Assert.Contains("65536 a side", error.Message, StringComparison.Ordinal);
            Assert.Throws<FreezeException>(() => Resize.Bilinear(picture, width, height, new byte[3], 1, 1));
            Assert.Throws<FreezeException>(() => Resize.Bilinear(new byte[3], 1, 1, picture, width, height));
            Assert.Throws<FreezeException>(() => new ImageInput(1, 4, 4).Prepare(picture, width, height, new byte[48]));
        }
    }

    [Fact]
    public void The_same_size_changes_nothing()
    {
        var source = new byte[7 * 5 * 3];
        new Random(1).NextBytes(source);
        var copy = new byte[source.Length];
        Resize.Bilinear(source, 7, 5, copy, 7, 5);
        Assert.Equal(source, copy);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<FreezeException>(() => Resize.Bilinear(new byte[10], 2, 2, new byte[3], 1, 1));
        Assert.Throws<FreezeException>(() => Resize.Bilinear(new byte[12], 2, 2, new byte[3], 2, 1));
    }

    // Pillow's pass along one side: weights of 22 bits, rounded, and bytes.
    private static byte[] Pass(byte[] source, int size, int newSize, int lines, int lineStep, int step, int newLineStep, int newStep)
    {
        var inner = Math.Min(step, lineStep);
        var target = new byte[source.Length / size * newSize];
        var (scale, support) = ((double)size / newSize, Math.Max((double)size / newSize, 1));
        for (var i = 0; i < newSize; i++)
        {
            var centre = (i + 0.5) * scale;
            var (first, end) = ((int)Math.Max(centre - support + 0.5, 0), (int)Math.Min(centre + support + 0.5, size));
            if (newSize == size) (first, end) = (i, i + 1);
            var weights = Enumerable.Range(first, end - first).Select(x => Math.Max(0, 1 - Math.Abs((x - centre + 0.5) * (1 / support)))).ToArray();
            var sum = newSize == size ? weights[0] : 0;
            if (newSize != size) foreach (var weight in weights) sum += weight;
            for (var line = 0; line < lines; line++)
            for (var c = 0; c < inner; c++)
            {
                var total = 1 << 21;
                for (var x = first; x < end; x++) total += (int)(0.5 + weights[x - first] / sum * (1 << 22)) * source[line * lineStep + x * step + c];
                target[line * newLineStep + i * newStep + c] = (byte)Math.Clamp(total >> 22, 0, 255);
            }
        }

        return target;
    }

    internal static double Weight(int pixel, int target, int size, int newSize)
    {
        var scale = (double)size / newSize;
        return Math.Max(0, 1 - Math.Abs(pixel + 0.5 - (target + 0.5) * scale) / Math.Max(scale, 1));
    }
}
