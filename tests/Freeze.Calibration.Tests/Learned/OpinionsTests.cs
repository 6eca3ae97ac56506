using Freeze.Caching;
using Freeze.Calibration.Learned;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Learned;

public class OpinionsTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    /// <summary>A certificate speaks of what sessions do: the table that it counts in must hold the very exits, classes and scores of predictions.</summary>
    [Fact]
    public void The_table_of_look_ups_is_what_sessions_do()
    {
        const int images = 200;
        using var model = fixture.Load();
        LearnedCache?[] caches = [Random(1), Random(2)];
        var set = new ColourImages(images, 4);
        var opinions = Opinions.Of(model, caches, set, null, CancellationToken.None);
        caches = opinions.Join(caches, [.. Enumerable.Range(0, 100)]);
        Assert.True(caches[1]!.Keep > 0, "The second probe ignores the first: nothing is tested.");
        var table = opinions.LookUp(caches);
        var first = Median(table.Scores[0]);
        float[] thresholds = [first, Median([.. table.Scores[1].Where((_, i) => table.Scores[0][i] < first)])];
        model.UseCaches(new CacheSet { Weights = model.Weights, Probes = [caches[0]!.WithThreshold(thresholds[0]), caches[1]!.WithThreshold(thresholds[1])] });
        var exits = new int[3];
        var pixels = new byte[model.Plan.Input.Values];
        for (var i = 0; i < images; i++)
        {
            set.Read(i, pixels);
            var prediction = model.Predict(pixels);
            var exit = table.Exit(i, thresholds);
            exits[exit]++;
            Assert.Equal(exit, prediction.ProbeIndex);
            Assert.Equal(exit < 2 ? table.Classes[exit][i] : table.Network[i], prediction.Class);
            if (exit < 2) Assert.Equal(table.Scores[exit][i], prediction.Score);
        }

        Assert.All(exits, count => Assert.True(count > 0, "Nobody left at one of the probes: nothing is tested."));
    }

    private static LearnedCache Random(int seed)
    {
        var predictor = new Predictor(64, 16, 4, new Random(seed));
        return PredictorExport.ToCache(predictor, new Standardisation(new float[64], [.. Enumerable.Repeat(2f, 64)]), grid: 2);
    }

    private static float Median(float[] values) => values.Order().ElementAt(values.Length / 2);
}
