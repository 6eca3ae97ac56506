using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Tests.Learned;

public class PredictorTrainerTests
{
    /// <summary>Three clusters three deviations from each other: the best rule errs in a few of a hundred, and so must the predictor.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void It_finds_clusters(int hidden)
    {
        float[][] means = [[3, 0, 100], [0, 3, 100], [-3, -3, 100]];
        float[] deviations = [1, 1, 0];
        var (features, classes) = Gaussian.Draw(600, means, deviations, 1);
        var (others, truth) = Gaussian.Draw(600, means, deviations, 2);
        Assert.InRange(Share(Train(features, classes, 3, hidden, 30), features, others, truth), 0.96, 1);
    }

    /// <summary>Two classes on the diagonals of a square: no line tells them apart, rectified units do.</summary>
    [Fact]
    public void Only_hidden_units_tell_diagonals_apart()
    {
        float[][] corners = [[2, 2], [2, -2], [-2, -2], [-2, 2]];
        var (features, corner) = Gaussian.Draw(800, corners, [0.5f, 0.5f], 1);
        var (others, otherCorner) = Gaussian.Draw(800, corners, [0.5f, 0.5f], 2);
        int[] classes = [.. corner.Select(c => c % 2)], truth = [.. otherCorner.Select(c => c % 2)];
        Assert.InRange(Share(Train(features, classes, 2, 16, 60), features, others, truth), 0.97, 1);
        Assert.InRange(Share(Train(features, classes, 2, 0, 60), features, others, truth), 0.3, 0.8);
    }

    /// <summary>The cache that ships computes what was trained, with the standardisation folded in.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void What_is_exported_says_the_same(int hidden)
    {
        var (features, classes) = Gaussian.Draw(300, [[3, 50, -2], [0, 53, -1]], [1, 2, 0.1f], 1);
        var predictor = Train(features, classes, 2, hidden, 5);
        var scale = Standardisation.Of(features, Rows(features));
        var cache = PredictorExport.ToCache(predictor, scale, grid: 1);
        var (line, units, logits, own) = (new float[3], new float[16], new float[16], new float[2]);
        for (var i = 0; i < features.Rows; i++)
        {
            features.Load(i, line);
            cache.Predict(line, units, own);
            scale.Apply(line);
            predictor.Forward(line, 3, 1, units, logits);
            Assert.Equal(logits[1] - logits[0], own[1] - own[0], 1e-3);
            Assert.Equal(1, own.Sum(v => Math.Exp(v)), 1e-5);
        }
    }

    [Fact]
    public void It_can_be_stopped()
    {
        var (features, classes) = Gaussian.Draw(300, [[3, 0], [0, 3]], [1, 1], 1);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => PredictorTrainer.Train(
            features, Standardisation.Of(features, Rows(features)), OneHot(classes, 2), 2, Rows(features), new PredictorOptions(0, 1), 1, source.Token));
    }

    private static Predictor Train(FeatureMatrix features, int[] classes, int count, int hidden, int epochs) => PredictorTrainer.Train(
        features, Standardisation.Of(features, Rows(features)), OneHot(classes, count), count, Rows(features),
        new PredictorOptions(hidden, epochs, LearningRate: 0.02, Batch: 32), 1, CancellationToken.None);

    private static double Share(Predictor predictor, FeatureMatrix fitted, FeatureMatrix features, int[] truth)
    {
        var scale = Standardisation.Of(fitted, Rows(fitted));
        var (line, hidden, logits, right) = (new float[features.Columns], new float[predictor.Hidden], new float[predictor.Logits], 0);
        for (var i = 0; i < features.Rows; i++)
        {
            features.Load(i, line);
            scale.Apply(line);
            predictor.Forward(line, line.Length, 1, hidden, logits);
            if (Array.IndexOf(logits, logits[..predictor.Classes].Max()) == truth[i]) right++;
        }

        return (double)right / features.Rows;
    }

    private static int[] Rows(FeatureMatrix features) => [.. Enumerable.Range(0, features.Rows)];

    private static float[] OneHot(int[] classes, int count) => [.. classes.SelectMany(c => Enumerable.Range(0, count).Select(k => k == c ? 1f : 0f))];
}
