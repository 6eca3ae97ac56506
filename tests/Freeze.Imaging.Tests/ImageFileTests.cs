namespace Freeze.Imaging.Tests;

public sealed class ImageFileTests
{
    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    public void Lossless_formats_give_the_pixels_back(string format)
    {
        var image = ImageFile.Decode(Pictures.Of(format));
        Assert.Equal((40, 24), (image.Width, image.Height));
        Assert.Equal(Pictures.Pixels(40, 24), image.Rgb);
    }

    [Fact]
    public void A_jpeg_comes_close()
    {
        using var folder = new TemporaryFolder();
        var image = ImageFile.Decode(folder.Write("x.jpg", Pictures.Jpeg()));
        Assert.Equal((40, 24), (image.Width, image.Height));
        var expected = Pictures.Pixels(40, 24);
        Assert.True(image.Rgb.Zip(expected, (a, b) => Math.Abs(a - b)).Average() < 20);
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("bmp")]
    public void Truncated_anywhere_it_is_refused(string format)
    {
        var bytes = Pictures.Of(format);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FreezeException>(() => ImageFile.Decode(bytes[..length], "photo"));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("bmp")]
    public void An_image_over_the_limit_is_refused_before_it_is_decoded(string format)
    {
        var error = Assert.Throws<FreezeException>(() => ImageFile.Decode(Pictures.Of(format), "photo", maxPixels: 40 * 24 - 1));
        Assert.Contains("photo: the image has 40 x 24 pixels", error.Message, StringComparison.Ordinal);
        Assert.Equal(40, ImageFile.Decode(Pictures.Of(format), "photo", maxPixels: 40 * 24).Width);
    }

    [Fact]
    public void What_is_no_image_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("notes.png", "these are notes"u8.ToArray());
        var error = Assert.Throws<FreezeException>(() => ImageFile.Decode(path));
        Assert.StartsWith(path + ": this is not an image", error.Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => ImageFile.Decode([]));
        Assert.Throws<FreezeException>(() => ImageFile.Decode(folder.Path));
        Assert.Throws<FreezeException>(() => ImageFile.Decode(Path.Combine(folder.Path, "missing.png")));

        // Formats that the decoder knows, but that nobody promised.
        Assert.Throws<FreezeException>(() => ImageFile.Decode("GIF89a"u8.ToArray()));
    }

    [Fact]
    public void Resizing_keeps_the_mean()
    {
        var image = ImageFile.Decode(Pictures.Png(64, 64));
        var small = image.Resized(16, 8);
        Assert.Equal((16, 8, 16 * 8 * 3), (small.Width, small.Height, small.Rgb.Length));
        Assert.Equal(image.Rgb.Average(b => b), small.Rgb.Average(b => b), tolerance: 4);
        Assert.Same(image, image.Resized(64, 64));
    }

    [Fact]
    public void The_hash_is_that_of_the_pixels_and_not_of_the_file()
    {
        Assert.Equal(ImageFile.Decode(Pictures.Png()).ContentHash(), ImageFile.Decode(Pictures.Bmp()).ContentHash());
        Assert.NotEqual(ImageFile.Decode(Pictures.Png(seed: 2)).ContentHash(), ImageFile.Decode(Pictures.Png()).ContentHash());
        Assert.NotEqual(new RgbImage(1, 2, new byte[6]).ContentHash(), new RgbImage(2, 1, new byte[6]).ContentHash());
    }
}
