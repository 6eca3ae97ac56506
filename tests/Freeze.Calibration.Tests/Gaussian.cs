namespace Freeze.Calibration.Tests;

/// <summary>Normal numbers for synthetic data.</summary>
internal static class Gaussian
{
    public static double Next(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Classes with known means and independent noise of known deviation, drawn in turn from the classes that occur.</summary>
    public static (FeatureMatrix Features, int[] Classes) Draw(int rows, float[][] means, float[] deviations, int seed)
    {
        var random = new Random(seed);
        var features = new FeatureMatrix(rows, deviations.Length);
        var classes = new int[rows];
        var line = new float[deviations.Length];
        for (var i = 0; i < rows; i++)
        {
            classes[i] = i % means.Length;
            for (var j = 0; j < line.Length; j++) line[j] = means[classes[i]][j] + deviations[j] * (float)Next(random);
            features.Store(i, line);
        }

        return (features, classes);
    }
}
