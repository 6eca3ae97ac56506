namespace Freeze.Calibration.Tests.Fitting;

/// <summary>Noisy images of a random colour; the same seed gives the same images, read in any order.</summary>
internal sealed class ColourImages(int count, int seed) : IImageSet
{
    public int Count => count;

    /// <summary>Called at every read, for tests that interfere.</summary>
    public Action<int>? Reading { get; init; }

    public void Read(int index, Span<byte> rgb)
    {
        Reading?.Invoke(index);
        var random = new Random(seed * 100_003 + index);
        Span<int> colour = [random.Next(200), random.Next(200), random.Next(200)];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)Math.Clamp(colour[i % 3] + random.Next(-50, 51), 0, 255);
    }
}
