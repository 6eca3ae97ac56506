using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Freeze.Calibration.Certification;

/// <summary>
/// Calibration images without their copies. Images are equal when the same bytes enter the network, whatever their files are called and however
/// they are stored: an oversampled class, or one photograph under two names. The network and its caches give equal images the same answer, so a
/// copy repeats what is known, and counting it would make evidence out of nothing. The first of equal images stands for all of them.
/// </summary>
internal sealed class DistinctImages : IImageSet
{
    private readonly IImageSet _all;
    private readonly int[] _first;

    private DistinctImages(IImageSet all, int[] first) => (_all, _first) = (all, first);

    /// <summary>Images that are not equal to an earlier one.</summary>
    public int Count => _first.Length;

    /// <summary>Images with their copies.</summary>
    public int WithCopies => _all.Count;

    /// <summary>Reads all images once and compares them by SHA-256.</summary>
    /// <param name="images">The images.</param>
    /// <param name="values">Bytes of an image.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static DistinctImages Of(IImageSet images, int values, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        const string Stage = "equal calibration images";
        var pixels = new byte[values];
        Span<UInt128> hash = stackalloc UInt128[SHA256.HashSizeInBytes / 16];
        var seen = new HashSet<(UInt128, UInt128)>(images.Count);
        var first = new List<int>(images.Count);
        for (var i = 0; i < images.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            images.Read(i, pixels);
            SHA256.HashData(pixels, MemoryMarshal.AsBytes(hash));
            if (seen.Add((hash[0], hash[1]))) first.Add(i);
            if (i % 256 == 255) progress?.Report(new FitProgress(Stage, i + 1, images.Count));
        }

        progress?.Report(new FitProgress(Stage, images.Count, images.Count));
        return new DistinctImages(images, [.. first]);
    }

    public void Read(int index, Span<byte> rgb) => _all.Read(_first[index], rgb);
}
