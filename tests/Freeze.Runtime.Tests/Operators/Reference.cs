using Freeze.Layers;

namespace Freeze.Runtime.Tests.Operators;

/// <summary>The operators as plain loops in double over one image in channel, row, column order: slow, and too simple to be wrong.</summary>
internal static class Reference
{
    /// <summary>Largest error of a result, as a share of the sum of magnitudes that went into it.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>
    /// The same for Winograd: a pixel's error comes from all pixels of its tile, which may be much larger than those that it sums.
    /// </summary>
    public const double WinogradTolerance = 1e-4;

    public static int At(Shape shape, int c, int y, int x) => (c * shape.Height + y) * shape.Width + x;

    public static double Activate(Activation activation, double v) => activation switch
    {
        Activation.None => v,
        Activation.Relu => Math.Max(v, 0),
        Activation.Relu6 => Math.Clamp(v, 0, 6),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-v)),
        Activation.Silu => v / (1 + Math.Exp(-v)),
        Activation.Tanh => Math.Tanh(v),
        Activation.HardSigmoid => Math.Clamp(v / 6 + 0.5, 0, 1),
        Activation.HardSwish => v * Math.Clamp(v / 6 + 0.5, 0, 1),
        Activation.Gelu => v * (1 + ErrorFunction.Of(v / Math.Sqrt(2))) / 2,
        Activation.Softplus => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>A convolution: results, and the magnitudes that they were summed from.</summary>
    public static (double[] Values, double[] Magnitudes) Conv2D(Conv2D layer, float[] input, float[] weights, float[] bias, float[]? residual)
    {
        var (from, to, inputsPerGroup) = (layer.Input, layer.Output, layer.Input.Channels / layer.Groups);
        var values = new double[to.Channels * to.Height * to.Width];
        var magnitudes = new double[values.Length];
        for (var o = 0; o < to.Channels; o++)
        for (var y = 0; y < to.Height; y++)
        for (var x = 0; x < to.Width; x++)
        {
            var at = At(to, o, y, x);
            double sum = bias[o] + (residual?[at] ?? 0.0), magnitude = Math.Abs(bias[o]) + Math.Abs(residual?[at] ?? 0.0);
            for (var i = 0; i < inputsPerGroup; i++)
            for (var ky = 0; ky < layer.Kernel.Height; ky++)
            for (var kx = 0; kx < layer.Kernel.Width; kx++)
            {
                var row = y * layer.Stride.Height - layer.Pad.Height + ky * layer.Dilation.Height;
                var column = x * layer.Stride.Width - layer.Pad.Width + kx * layer.Dilation.Width;
                if (row < 0 || row >= from.Height || column < 0 || column >= from.Width) continue;
                var channel = o / (to.Channels / layer.Groups) * inputsPerGroup + i;
                var product = (double)input[At(from, channel, row, column)]
                    * weights[((o * inputsPerGroup + i) * layer.Kernel.Height + ky) * layer.Kernel.Width + kx];
                sum += product;
                magnitude += Math.Abs(product);
            }

            // Functions that go through an exponential near 1 are exact to 1e-6 rather than to a share of their result.
            (values[at], magnitudes[at]) = (Activate(layer.Activation, sum), magnitude + 0.1);
        }

        return (values, magnitudes);
    }

    /// <summary>Folds the pixels of every window; the folder gets the values inside the image.</summary>
    public static double[] Pool(Shape from, Shape to, Extent kernel, Extent stride, Extent pad, float[] input, Func<IReadOnlyList<double>, double> fold)
    {
        var values = new double[to.Channels * to.Height * to.Width];
        for (var c = 0; c < to.Channels; c++)
        for (var y = 0; y < to.Height; y++)
        for (var x = 0; x < to.Width; x++)
        {
            var inside = new List<double>();
            for (var row = y * stride.Height - pad.Height; row < y * stride.Height - pad.Height + kernel.Height; row++)
            for (var column = x * stride.Width - pad.Width; column < x * stride.Width - pad.Width + kernel.Width; column++)
                if (row >= 0 && row < from.Height && column >= 0 && column < from.Width) inside.Add(input[At(from, c, row, column)]);
            values[At(to, c, y, x)] = fold(inside);
        }

        return values;
    }

    public static void AssertClose(double[] expected, float[] actual, double[]? magnitudes = null, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = tolerance * Math.Max(magnitudes?[i] ?? Math.Abs(expected[i]), 1e-3);
            if (!(Math.Abs(expected[i] - actual[i]) <= allowed)) Assert.Fail($"Value {i} is {actual[i]}, expected {expected[i]} +- {allowed}.");
        }
    }
}
