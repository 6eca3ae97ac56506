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

    internal static double Weight(int pixel, int target, int size, int newSize)
    {
        var scale = (double)size / newSize;
        return Math.Max(0, 1 - Math.Abs(pixel + 0.5 - (target + 0.5) * scale) / Math.Max(scale, 1));
    }
}
