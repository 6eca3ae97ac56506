namespace Freeze.Calibration.Tests;

/// <summary>Against a judge in plain loops: every tenth image is left out of the fit and asked for the nearest class mean.</summary>
public class RidgeChoiceTests
{
    private const int Classes = 6;
    private static readonly double[] s_ridges = [1e-6, 0.3, 1000];

    /// <summary>Two features tell the classes apart, the others are noise of a given size; what suits best depends on noise and images.</summary>
    [Theory]
    [InlineData(2000, 20, 60f, 0)]
    [InlineData(600, 250, 1.5f, 1)]
    [InlineData(200, 150, 0.5f, 2)]
    public void The_ridge_that_does_best_on_images_left_out_is_taken(int rows, int noisy, float noise, int best)
    {
        var (features, classes) = Data(rows, noisy, noise);
        int[] kept = [.. classes.Select((c, i) => i % 10 == 9 ? -1 : c)];
        var candidates = s_ridges.Select(ridge => Discriminant.Fit(features, kept, Classes, ridge)!).ToArray();
        var right = candidates.Select(candidate => CountRight(candidate, features, classes)).ToArray();

        // The data must tell the ridges apart, or the test could not fail.
        for (var k = 0; k < right.Length; k++)
            if (k != best) Assert.True(right[best] > right[k], $"right answers: {string.Join(", ", right)}");

        var chosen = RidgeChoice.Fit(features, classes, Classes, s_ridges, 32, new ParallelOptions())!;
        Assert.Equal(candidates[best].Projection, chosen.Projection);
        Assert.Equal(candidates[best].Offset, chosen.Offset);
    }

    [Fact]
    public void Too_few_images_are_all_fitted_with_the_last_ridge()
    {
        var (features, classes) = Data(199, 20, 60);
        var chosen = RidgeChoice.Fit(features, classes, Classes, s_ridges, 32, new ParallelOptions())!;
        Assert.Equal(Discriminant.Fit(features, classes, Classes, s_ridges[^1])!.Projection, chosen.Projection);
    }

    [Fact]
    public void A_single_ridge_is_fitted_to_all_images()
    {
        var (features, classes) = Data(400, 20, 60);
        var chosen = RidgeChoice.Fit(features, classes, Classes, [0.3], 32, new ParallelOptions())!;
        Assert.Equal(Discriminant.Fit(features, classes, Classes, 0.3)!.Projection, chosen.Projection);
    }

    [Fact]
    public void Where_nothing_tells_classes_apart_there_is_no_projection()
    {
        var (features, _) = Data(300, 20, 60);
        Assert.Null(RidgeChoice.Fit(features, new int[300], Classes, s_ridges, 32, new ParallelOptions()));
    }

    private static (FeatureMatrix Features, int[] Classes) Data(int rows, int noisy, float noise)
    {
        float[][] means = [.. Enumerable.Range(0, Classes).Select(c =>
            (float[])[2 * MathF.Cos(c * MathF.Tau / Classes), 2 * MathF.Sin(c * MathF.Tau / Classes), .. new float[noisy]])];
        return Gaussian.Draw(rows, means, [1, 1, .. Enumerable.Repeat(noise, noisy)], seed: 1);
    }

    private static int CountRight(Discriminant candidate, FeatureMatrix features, int[] classes)
    {
        var (keys, length) = (candidate.Keys(features), candidate.KeyLength);
        double[][] means = [.. Enumerable.Range(0, Classes).Select(c => Enumerable.Range(0, length).Select(
            k => Enumerable.Range(0, classes.Length).Where(i => classes[i] == c && i % 10 != 9).Average(i => (double)keys[i * length + k])).ToArray())];
        return Enumerable.Range(0, classes.Length).Count(i =>
        {
            double Distance(int c) => Enumerable.Range(0, length).Sum(k => Math.Pow(keys[i * length + k] - means[c][k], 2));
            return i % 10 == 9 && Enumerable.Range(0, Classes).MinBy(Distance) == classes[i];
        });
    }
}
