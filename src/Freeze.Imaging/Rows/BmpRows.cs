using System.Runtime.InteropServices;
using Freeze.Imaging.Formats;
using StbImageSharp;

namespace Freeze.Imaging.Rows;

/// <summary>The rows of a BMP file, which is decoded as a whole.</summary>
internal sealed unsafe class BmpRows : PictureRows
{
    private byte* _pixels;
    private int _next;

    private BmpRows(byte* pixels, int width, int height)
        : base(width, height, channels: 3) => _pixels = pixels;

    public static BmpRows Open(ReadOnlyMemory<byte> file, ImageFacts facts, ImageStructure structure)
    {
        int width, height, components;
        byte* pixels;
        try
        {
            using var stream = FileStreams.Open(file);
            pixels = StbImage.stbi__load_and_postprocess_8bit(new(stream), &width, &height, &components, (int)ColorComponents.RedGreenBlue);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder throws whatever its arithmetic runs into.
            throw structure.Undecodable(e.Message, e);
        }

        if (pixels == null) throw structure.Undecodable(StbImage.stbi__g_failure_reason);
        var rows = new BmpRows(pixels, width, height);
        if ((width, height) == (facts.Width, facts.Height)) return rows;
        rows.Dispose();
        throw structure.Contradicts();
    }

    public override ReadOnlySpan<byte> NextRow() => new(_pixels + (long)_next++ * Width * Channels, Width * Channels);

    public override void Dispose()
    {
        Marshal.FreeHGlobal((nint)_pixels);
        _pixels = null;
    }
}
