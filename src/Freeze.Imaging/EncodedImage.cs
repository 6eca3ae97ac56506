using Freeze.Imaging.Formats;
using Freeze.Imaging.Rows;
using Freeze.Preprocessing;

namespace Freeze.Imaging;

/// <summary>
/// A JPEG, PNG or BMP file in memory whose structure was checked, and which is not decoded yet: what it will cost is known before it costs
/// anything. Each call decodes it anew; members are thread-safe.
/// </summary>
public sealed class EncodedImage
{
    /// <summary>
    /// Bytes that decoding one image may take at once unless the caller says otherwise, beside four times its file: 240 MB.
    /// </summary>
    public const long DefaultMaxMemory = 240L << 20;

    private const int PerByte = 4;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly ImageStructure _structure;
    private readonly ImageFacts _facts;
    private readonly int _orientation;

    private EncodedImage(ReadOnlyMemory<byte> file, ImageStructure structure, ImageFacts facts, int orientation) =>
        (_file, _structure, _facts, _orientation) = (file, structure, facts, orientation);

    /// <summary>Pixels a row of the upright image.</summary>
    public int Width => ExifOrientation.SwapsSides(_orientation) ? _facts.Height : _facts.Width;

    /// <summary>Rows of the upright image.</summary>
    public int Height => ExifOrientation.SwapsSides(_orientation) ? _facts.Width : _facts.Height;

    /// <summary>
    /// Bytes that <see cref="Prepare"/> holds at once beside the file: planes of a JPEG file, the picture where it is turned or interlaced,
    /// and hardly anything for other PNG files.
    /// </summary>
    public long Memory => _facts.Memory + (_orientation == ExifOrientation.Upright ? 0 : _facts.Pixels * _facts.Channels);

    /// <summary>Checks a file's structure: its size, that it is whole, and what decoding it takes.</summary>
    /// <param name="file">The file's bytes, which stay as they are while the image is used.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="maxPixels">Larger images are refused.</param>
    /// <param name="orientation">
    /// Whether the image is turned as its Exif data say; a model's is <see cref="ImageInput.Orientation"/>.
    /// </param>
    /// <param name="maxMemory">
    /// Bytes that decoding may take at once. Null for <see cref="DefaultMaxMemory"/> and four times the file, since a few bytes can claim
    /// many pixels; there is no limit then where <paramref name="maxPixels"/> is larger than usual.
    /// </param>
    /// <exception cref="FreezeException">
    /// The bytes are no image, or one that is damaged, too large, or out of proportion to what decoding it takes.
    /// </exception>
    public static EncodedImage Open(
        ReadOnlyMemory<byte> file, string name = "image", long maxPixels = ImageLimits.MaxPixels, Orientation orientation = Orientation.Exif,
        long? maxMemory = null)
    {
        var limit = maxMemory ?? (maxPixels > ImageLimits.MaxPixels ? long.MaxValue : DefaultMaxMemory + (PerByte * (long)file.Length));
        var structure = new ImageStructure(name, maxPixels, limit);
        var facts = Check(file.Span, structure);
        var image = new EncodedImage(file, structure, facts, orientation == Orientation.AsStored ? ExifOrientation.Upright : facts.Orientation);
        structure.CheckMemory(image.Memory);
        return image;
    }

    /// <summary>Decodes the image.</summary>
    /// <exception cref="FreezeException">The image is damaged, or decoding the whole of it takes more memory than it may.</exception>
    public RgbImage Decode()
    {
        var size = _facts.Pixels * 3;
        _structure.CheckMemory(Memory + size);
        return Use(Memory + size, rows =>
        {
            var rgb = new byte[size];
            for (var rest = rgb.AsSpan(); !rest.IsEmpty; rest = rest[(Width * 3)..])
            {
                var row = rows.NextRow();
                if (rows.Channels == 3) row.CopyTo(rest);
                else
                    for (var x = 0; x < row.Length; x++) rest.Slice(x * 3, 3).Fill(row[x]);
            }

            rows.Finish();
            return new RgbImage(Width, Height, rgb);
        });
    }

    /// <summary>Decodes the image and makes a network's image of it, row by row: a picture of full size is held only where it must be.</summary>
    /// <param name="input">The network's input, of one or three channels.</param>
    /// <param name="image">Receives the <see cref="ImageInput.Values"/> bytes.</param>
    /// <exception cref="FreezeException">The image is damaged, or the network takes other channels.</exception>
    public void Prepare(ImageInput input, Memory<byte> image)
    {
        ArgumentNullException.ThrowIfNull(input);
        Use(Memory, rows =>
        {
            input.Prepare(rows, image.Span);
            rows.Finish();
            return true;
        });
    }

    private static ImageFacts Check(ReadOnlySpan<byte> file, ImageStructure structure)
    {
        if (JpegStructure.Matches(file)) return JpegStructure.Check(file, structure);
        if (PngStructure.Matches(file)) return PngStructure.Check(file, structure);
        if (BmpStructure.Matches(file)) return BmpStructure.Check(file, structure);
        throw new FreezeException($"{structure.Name}: this is not an image ({(file.IsEmpty ? "the file is empty" : "no JPEG, PNG or BMP signature")}). "
            + "Give a JPEG, PNG or BMP file.");
    }

    private T Use<T>(long memory, Func<PictureRows, T> use)
    {
        DecodingMemory.Enter(memory);
        try
        {
            var stored = _facts.Open(_file, _structure);
            using var rows = _orientation == ExifOrientation.Upright ? stored : TurnedRows.Of(stored, _orientation);
            return use(rows);
        }
        finally
        {
            DecodingMemory.Leave(memory);
        }
    }
}
