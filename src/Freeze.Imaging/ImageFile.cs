using Freeze.Preprocessing;
using Freeze.Storage;

namespace Freeze.Imaging;

/// <summary>
/// Decodes JPEG, PNG and BMP files. Files are hostile until checked: size and completeness are established from the file's own structure
/// before anything is decoded. Transparency is dropped, 16-bit samples become 8-bit ones, inks (CMYK) become RGB as Pillow converts them,
/// and images are turned upright as their Exif data say unless they are wanted as stored.
/// </summary>
public static class ImageFile
{
    /// <summary>The most pixels that are decoded unless the caller says otherwise: 64 megapixels.</summary>
    public const long DefaultMaxPixels = ImageLimits.MaxPixels;

    internal const long MaxFileLength = 512L << 20;

    /// <summary>The file name extensions of the formats, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp"];

    /// <summary>Whether a file's name ends like an image's. Files that start with a dot are not taken for images.</summary>
    public static bool HasImageName(string path)
    {
        var name = Path.GetFileName(path);
        return !name.StartsWith('.') && Extensions.Contains(Path.GetExtension(name).ToLowerInvariant());
    }

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">Larger images are refused before they are decoded.</param>
    /// <param name="orientation">
    /// Whether the image is turned as its Exif data say; a model's is <see cref="ImageInput.Orientation"/>.
    /// </param>
    /// <exception cref="FreezeException">The file cannot be read, is no image, is damaged or too large.</exception>
    public static RgbImage Decode(string path, long maxPixels = DefaultMaxPixels, Orientation orientation = Orientation.Exif) =>
        Decode(ReadAll(path), path, maxPixels, orientation);

    /// <summary>Decodes a file that stands in memory.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="maxPixels">Larger images are refused before they are decoded.</param>
    /// <param name="orientation">
    /// Whether the image is turned as its Exif data say; a model's is <see cref="ImageInput.Orientation"/>.
    /// </param>
    /// <exception cref="FreezeException">The bytes are no image, or one that is damaged or too large.</exception>
    public static RgbImage Decode(
        ReadOnlySpan<byte> file, string name = "image", long maxPixels = DefaultMaxPixels, Orientation orientation = Orientation.Exif) =>
        Decode(file.ToArray(), name, maxPixels, orientation);

    /// <summary>Decodes a file that stands in memory.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="maxPixels">Larger images are refused before they are decoded.</param>
    /// <param name="orientation">
    /// Whether the image is turned as its Exif data say; a model's is <see cref="ImageInput.Orientation"/>.
    /// </param>
    /// <exception cref="FreezeException">The bytes are no image, or one that is damaged or too large.</exception>
    public static RgbImage Decode(
        byte[] file, string name = "image", long maxPixels = DefaultMaxPixels, Orientation orientation = Orientation.Exif)
    {
        ArgumentNullException.ThrowIfNull(file);
        return EncodedImage.Open(file, name, maxPixels, orientation).Decode();
    }

    private static byte[] ReadAll(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = new FileInfo(TruePath.Of(path) ?? path);
            if (!file.Exists && !Directory.Exists(path)) throw new FreezeException($"{path}: there is no such file. Check the path.");
            if (InputFile.Problem(path) is { } problem)
                throw new FreezeException($"{path}: this is not an image (it {problem}). Give a JPEG, PNG or BMP file.");
            if (file.Length > MaxFileLength) throw new FreezeException($"{path}: the file has {file.Length} bytes, more than any image Freeze decodes. Scale it down.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new FreezeException($"{path}: the file cannot be read ({e.Message}). Check that it exists and may be read.", e);
        }
    }
}
