using Freeze.Caching;

namespace Freeze.Calibration.Learned;

/// <summary>From a trained predictor to the cache that ships: outputs first, without padding, the standardisation folded into the weights.</summary>
internal static class PredictorExport
{
    /// <summary>Makes the cache.</summary>
    /// <param name="predictor">The predictor.</param>
    /// <param name="scale">Standardisation of its features.</param>
    /// <param name="grid">Side of the pooling grid.</param>
    public static LearnedCache ToCache(Predictor predictor, Standardisation scale, int grid)
    {
        var (inputs, hidden, classes) = (predictor.Inputs, predictor.Hidden, predictor.Classes);
        var plain = new Standardisation(new float[hidden], [.. Enumerable.Repeat(1f, hidden)]);
        var (first, firstBias) = Fold(predictor.First, predictor.FirstBias, inputs, hidden, hidden, scale);
        var (second, secondBias) = hidden > 0
            ? Fold(predictor.Second, predictor.SecondBias, hidden, predictor.Logits, classes, plain)
            : Fold(predictor.Second, predictor.SecondBias, inputs, predictor.Logits, classes, scale);
        return new LearnedCache
        {
            Grid = grid,
            HiddenWeights = first,
            HiddenBias = firstBias,
            OutputWeights = second,
            OutputBias = secondBias,
            Selector = new Selector(1, 0, 0, 0),
        };
    }

    // w (x - mean) scale + b = (w scale) x + (b - w scale mean)
    private static (float[] Weights, float[] Bias) Fold(float[] weights, float[] bias, int inputs, int stride, int outputs, Standardisation scale)
    {
        var (folded, shifted) = (new float[outputs * inputs], new float[outputs]);
        for (var o = 0; o < outputs; o++)
        {
            double shift = bias[o];
            for (var i = 0; i < inputs; i++)
            {
                var weight = (double)weights[i * stride + o] * scale.Scale[i];
                folded[o * inputs + i] = (float)weight;
                shift -= weight * scale.Mean[i];
            }

            shifted[o] = (float)shift;
        }

        return (folded, shifted);
    }
}
