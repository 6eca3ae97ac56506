namespace Freeze.Calibration.Tests;

public class DiscriminantTests
{
    [Fact]
    public void Two_classes_give_the_textbook_direction_and_unit_scatter()
    {
        float[] deviations = [1, 2, 0.5f, 3];
        var (features, classes) = Gaussian.Draw(20_000, [[0, 0, 0, 0], [1, 2, 1, 0]], deviations, seed: 1);
        var found = Discriminant.Fit(features, classes, 2, ridge: 1e-6)!;
        Assert.Equal(1, found.KeyLength);

        // inverse covariance times difference of the means
        double[] expected = [1, 2.0 / 4, 1 / 0.25, 0];
        var norm = Math.Sqrt(expected.Sum(v => v * v));
        var length = Math.Sqrt(found.Projection.Sum(v => (double)v * v));
        var cosine = Enumerable.Range(0, 4).Sum(j => expected[j] * found.Projection[j]) / norm / length;
        Assert.InRange(Math.Abs(cosine), 0.999, 1.0001);

        var keys = found.Keys(features);
        Assert.Equal(0, keys.Average(), 1e-2);
        Assert.Equal(1, WithinVariance(keys, 1, classes, 0, 0), 2e-2);
    }

    [Fact]
    public void Many_classes_are_whitened_and_uncorrelated()
    {
        var random = new Random(2);
        float[][] means = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 37).Select(_ => 4 * random.NextSingle()).ToArray())];
        float[] deviations = [.. Enumerable.Range(0, 37).Select(j => 0.2f + 0.05f * j)];
        var (features, classes) = Gaussian.Draw(12_000, means, deviations, seed: 3);
        var found = Discriminant.Fit(features, classes, 6, ridge: 1e-6)!;
        Assert.Equal(5, found.KeyLength);
        var keys = found.Keys(features);
        for (var a = 0; a < 5; a++)
        for (var b = 0; b <= a; b++)
            Assert.Equal(a == b ? 1 : 0, WithinVariance(keys, 5, classes, a, b), 2e-2);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var random = new Random(4);
        float[][] means = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 150).Select(_ => random.NextSingle()).ToArray())];
        var (features, classes) = Gaussian.Draw(700, means, [.. Enumerable.Repeat(0.7f, 150)], seed: 5);
        var one = Discriminant.Fit(features, classes, 5, parallel: new ParallelOptions { MaxDegreeOfParallelism = 1 })!;
        var many = Discriminant.Fit(features, classes, 5, parallel: new ParallelOptions { MaxDegreeOfParallelism = 7 })!;
        Assert.Equal(one.Projection, many.Projection);
        Assert.Equal(one.Offset, many.Offset);
        Assert.Equal(
            one.Keys(features, new ParallelOptions { MaxDegreeOfParallelism = 1 }), one.Keys(features, new ParallelOptions { MaxDegreeOfParallelism = 5 }));
    }

    [Fact]
    public void Absent_classes_and_hopeless_features_are_survived()
    {
        var (features, classes) = Gaussian.Draw(300, [[0, 0], [5, 5]], [1, 1], seed: 6);
        var found = Discriminant.Fit(features, Array.ConvertAll(classes, c => c * 3 + 2), 9)!;
        Assert.Equal(1, found.KeyLength);
        Assert.Null(Discriminant.Fit(features, new int[300], 4));
        Assert.Null(Discriminant.Fit(new FeatureMatrix(300, 2), classes, 2));
    }

    [Fact]
    public void Fewer_images_than_features_still_give_a_finite_projection()
    {
        var (features, classes) = Gaussian.Draw(20, [new float[300], [.. Enumerable.Repeat(0.5f, 300)]], [.. Enumerable.Repeat(1f, 300)], seed: 7);
        var found = Discriminant.Fit(features, classes, 2)!;
        Assert.All(found.Projection, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Broken_activations_do_not_spoil_the_others()
    {
        var features = new FeatureMatrix(1, 4);
        features.Store(0, [float.NaN, float.PositiveInfinity, -1e9f, 1.5f]);
        var line = new float[4];
        features.Load(0, line);
        Assert.Equal([0, (float)Half.MaxValue, (float)Half.MinValue, 1.5f], line);
    }

    [Fact]
    public void Too_many_features_are_refused_with_the_cure()
    {
        var error = Assert.Throws<FreezeException>(() => new FeatureMatrix(2_000_000, 2048));
        Assert.Contains("fewer fitting images", error.Message, StringComparison.Ordinal);
    }

    private static double WithinVariance(float[] keys, int length, int[] classes, int a, int b)
    {
        var means = Enumerable.Range(0, length).Select(k => Enumerable.Range(0, classes.Max() + 1).Select(
            c => Enumerable.Range(0, classes.Length).Where(i => classes[i] == c).Average(i => keys[i * length + k])).ToArray()).ToArray();
        return Enumerable.Range(0, classes.Length).Average(
            i => (keys[i * length + a] - means[a][classes[i]]) * (keys[i * length + b] - means[b][classes[i]]));
    }
}
