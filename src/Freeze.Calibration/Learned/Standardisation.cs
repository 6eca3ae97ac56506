namespace Freeze.Calibration.Learned;

/// <summary>Mean and scale of every feature: a predictor learns from features that are all of one size.</summary>
/// <param name="Mean">Mean of each feature.</param>
/// <param name="Scale">One over its standard deviation; 0 for a feature that never changes.</param>
internal sealed record Standardisation(float[] Mean, float[] Scale)
{
    /// <summary>Measures some rows.</summary>
    /// <param name="features">Pooled activations.</param>
    /// <param name="rows">Indices of the rows to measure.</param>
    public static Standardisation Of(FeatureMatrix features, ReadOnlySpan<int> rows)
    {
        var columns = features.Columns;
        var (sum, square, line) = (new double[columns], new double[columns], new float[columns]);
        foreach (var row in rows)
        {
            features.Load(row, line);
            for (var j = 0; j < columns; j++)
            {
                sum[j] += line[j];
                square[j] += (double)line[j] * line[j];
            }
        }

        var (mean, scale) = (new float[columns], new float[columns]);
        for (var j = 0; j < columns; j++)
        {
            var m = sum[j] / rows.Length;
            var variance = square[j] / rows.Length - m * m;
            mean[j] = (float)m;

            // What rounding leaves of a constant is no variance.
            scale[j] = variance > 1e-6 * m * m && variance > 1e-20 ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return new Standardisation(mean, scale);
    }

    /// <summary>Standardises features in place.</summary>
    /// <param name="features">The features of one image.</param>
    public void Apply(Span<float> features)
    {
        System.Numerics.Tensors.TensorPrimitives.Subtract(features, Mean, features);
        System.Numerics.Tensors.TensorPrimitives.Multiply(features, Scale, features);
    }
}
