namespace Freeze.Calibration.Learned;

/// <summary>
/// Views of an image that the network was not trained on as they are: mirrored, shifted, brighter or darker, half of them mixed with another image.
/// A network knows its training images too well; on such views it hesitates as it does on new ones. A view depends only on seed and index.
/// </summary>
internal static class Augmentation
{
    // Shifts reach an eighth of the side: 4 of 32 pixels.
    private const int Reach = 8;
    private const double Brightness = 0.15;

    /// <summary>Makes a view.</summary>
    /// <param name="image">Interleaved bytes.</param>
    /// <param name="input">Size of the images.</param>
    /// <param name="random">Source of the choices.</param>
    /// <param name="view">Receives the view.</param>
    public static void Apply(ReadOnlySpan<byte> image, ImageInput input, Random random, Span<byte> view)
    {
        var mirrored = random.Next(2) == 0;
        int reachX = input.Width / Reach, reachY = input.Height / Reach;
        int dx = random.Next(-reachX, reachX + 1), dy = random.Next(-reachY, reachY + 1);
        var factor = (float)(1 + Brightness * (2 * random.NextDouble() - 1));
        Span<byte> brighter = stackalloc byte[256];
        for (var v = 0; v < 256; v++) brighter[v] = (byte)Math.Min(255, v * factor + 0.5f);
        var at = 0;
        for (var y = 0; y < input.Height; y++)
        {
            // Beyond the edge the edge goes on.
            var row = Math.Clamp(y + dy, 0, input.Height - 1) * input.Width;
            for (var x = 0; x < input.Width; x++)
            {
                var from = (row + Math.Clamp((mirrored ? input.Width - 1 - x : x) + dx, 0, input.Width - 1)) * input.Channels;
                for (var c = 0; c < input.Channels; c++) view[at++] = brighter[image[from + c]];
            }
        }
    }

    /// <summary>Mixes another image into a view; the view keeps more than half.</summary>
    /// <param name="view">The view, changed in place.</param>
    /// <param name="other">The other image, as long.</param>
    /// <param name="random">Source of the choice.</param>
    public static void Mix(Span<byte> view, ReadOnlySpan<byte> other, Random random)
    {
        var keep = random.Next(129, 256);
        for (var i = 0; i < view.Length; i++) view[i] = (byte)((keep * view[i] + (256 - keep) * other[i] + 128) / 256);
    }
}
