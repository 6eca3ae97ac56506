using Freeze.Layers;

namespace Freeze.Gpu;

/// <summary>Weights of a 3x3 convolution at the 16 points of F(2x2, 3x3), transformed once, in double.</summary>
internal static class WinogradWeights
{
    /// <summary>Values of a layer.</summary>
    public static long Count(Conv2D layer) => 16L * layer.Input.Channels * layer.Output.Channels;

    /// <summary>Transforms.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">[output channels][input channels][3][3].</param>
    /// <returns>[16 points][input channels][output channels].</returns>
    public static float[] Transform(Conv2D layer, ReadOnlySpan<float> weights)
    {
        var (channels, filters) = (layer.Input.Channels, layer.Output.Channels);
        var result = new float[Count(layer)];
        Span<double> rows = stackalloc double[12];
        Span<double> points = stackalloc double[4];
        for (var channel = 0; channel < channels; channel++)
        for (var filter = 0; filter < filters; filter++)
        {
            var taps = weights.Slice((filter * channels + channel) * 9, 9);
            for (var y = 0; y < 3; y++) ToPoints(taps[y * 3], taps[y * 3 + 1], taps[y * 3 + 2], rows.Slice(y * 4, 4));
            for (var x = 0; x < 4; x++)
            {
                ToPoints(rows[x], rows[4 + x], rows[8 + x], points);
                for (var y = 0; y < 4; y++) result[((y * 4 + x) * channels + channel) * filters + filter] = (float)points[y];
            }
        }

        return result;
    }

    private static void ToPoints(double a, double b, double c, Span<double> points)
    {
        points[0] = a;
        points[1] = (a + b + c) / 2;
        points[2] = (a - b + c) / 2;
        points[3] = c;
    }
}
