using System.Buffers.Binary;
using System.Security.Cryptography;
using Freeze.Preprocessing;

namespace Freeze.Imaging;

/// <summary>A decoded image: rows from the top, pixels from the left, red, green and blue bytes in turn.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">The bytes, [Height, Width, 3].</param>
public sealed record RgbImage(int Width, int Height, byte[] Rgb)
{
    /// <summary>The image in another size: bilinear, antialiased, the aspect ratio not kept. The image itself when it has that size.</summary>
    public RgbImage Resized(int width, int height)
    {
        if (width == Width && height == Height) return this;
        var resized = new byte[checked((long)width * height * 3)];
        Resize.Bilinear(Rgb, Width, Height, resized, width, height);
        return new(width, height, resized);
    }

    /// <summary>SHA-256 of size and pixels: equal for two files of different formats that show exactly the same.</summary>
    public byte[] ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], Height);
        hash.AppendData(size);
        hash.AppendData(Rgb);
        return hash.GetHashAndReset();
    }
}
