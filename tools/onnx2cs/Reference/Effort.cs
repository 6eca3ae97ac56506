using System.Numerics;
using Freeze.Onnx2Cs.Onnx;

namespace Freeze.Onnx2Cs.Reference;

/// <summary>How much a single node may compute: a file of a few bytes can ask for years.</summary>
internal static class Effort
{
    // Sixty times what the largest convolution of a common network takes for an image.
    private const long Most = 1L << 36;

    /// <summary>Notes products or comparisons before they are begun.</summary>
    /// <param name="results">Elements of the result.</param>
    /// <param name="each">What each of them takes.</param>
    /// <exception cref="ConversionException">It is too much.</exception>
    public static void Take(long results, long each)
    {
        if (new BigInteger(results) * each > Most)
            throw new ConversionException($"takes {each} steps for each of {results} results, which no network of images needs");
        Allowance.Work(results * each);
    }
}
