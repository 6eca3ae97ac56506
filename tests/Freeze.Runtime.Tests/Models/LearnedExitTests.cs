using Freeze.Caching;
using Freeze.Runtime.Tests.Caching;

namespace Freeze.Runtime.Tests.Models;

public sealed class LearnedExitTests
{
    private const int Count = 50;

    private static readonly byte[] s_pixels = TinyFolder.Pixels(5, Count);

    /// <summary>Exits, classes and scores of a session equal those of the definition in double; scores to 1e-3.</summary>
    [Fact]
    public void A_session_does_what_the_definition_says()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var (first, second) = Caches(model);
        model.UseCaches(TinyFolder.Caches(model, first, second));
        var exits = new int[3];
        for (var i = 0; i < Count; i++)
        {
            var evidence = new double[5];
            var one = Learned.LookUp(first, TinyFolder.Pooled(model, At(i), 0, grid: 2), evidence);
            var two = Learned.LookUp(second, TinyFolder.Pooled(model, At(i), 1, grid: 2), evidence);
            if (Math.Abs(one.Score - first.Threshold) < 1e-3 || Math.Abs(two.Score - second.Threshold) < 1e-3) continue;
            var (exit, expected) = one.Score >= first.Threshold ? (0, one) : two.Score >= second.Threshold ? (1, two) : (2, default);
            var prediction = model.Predict(At(i));
            exits[exit]++;
            Assert.Equal((exit, exit < 2), (prediction.ProbeIndex, prediction.IsEarly));
            if (exit == 2) continue;
            Assert.Equal(expected.Class, prediction.Class);
            Assert.Equal(expected.Score, prediction.Score, 1e-3);
        }

        Assert.All(exits, count => Assert.True(count >= 5, $"The test means little when {string.Join(", ", exits)} leave."));
    }

    /// <summary>Members of a batch leave at the first probe; the others' evidence must stay theirs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_batch_equals_one_by_one(int threads)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var (first, second) = Caches(model);
        model.UseCaches(TinyFolder.Caches(model, first, second));
        var predictions = new Prediction[Count];
        model.Predict(s_pixels, predictions);
        for (var i = 0; i < Count; i++) Assert.Equal(model.Predict(At(i)), predictions[i]);
        Assert.Equal(3, predictions.Select(p => p.ProbeIndex).Distinct().Count());

        // A second pass of the same session starts without the evidence of the first.
        var again = new Prediction[Count];
        model.Predict(s_pixels, again);
        Assert.Equal(predictions, again);
    }

    [Fact]
    public void A_probe_that_listens_changes_what_later_ones_say()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var (first, second) = Caches(model);
        second = second.With(0, 1, 1, second.Selector);
        var scores = new float[3];
        ProbeCache?[] before = [first.WithThreshold(ProbeCache.Listening), first.WithThreshold(float.PositiveInfinity), null];
        for (var i = 0; i < before.Length; i++)
        {
            model.UseCaches(TinyFolder.Caches(model, before[i], second));
            var prediction = model.Predict(At(0));
            Assert.Equal("block2", prediction.Exit);
            scores[i] = prediction.Score;
        }

        Assert.NotEqual(scores[0], scores[1]);
        Assert.Equal(scores[1], scores[2]);
    }

    [Fact]
    public void A_warm_prediction_allocates_nothing()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var (first, second) = Caches(model);
        model.UseCaches(TinyFolder.Caches(model, first, second));
        var results = new Prediction[Count];
        var least = long.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 5; i++) model.Predict(s_pixels, results);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static byte[] At(int i)
    {
        var values = TinyFolder.Plan.Input.Values;
        return s_pixels[(i * values)..((i + 1) * values)];
    }

    // Thresholds are the medians of the scores, so that some leave at each probe.
    private static (LearnedCache First, LearnedCache Second) Caches(TinyNet model)
    {
        var random = new Random(3);
        var first = Learned.Cache(random, 160, 8, 5, grid: 2, size: 0.5);
        var second = Learned.Cache(random, 192, 0, 5, grid: 2, size: 0.5);
        var scores = (First: new List<float>(), Second: new List<float>());
        for (var i = 0; i < Count; i++)
        {
            var evidence = new float[5];
            scores.First.Add(first.LookUp(TinyFolder.Pooled(model, At(i), 0, 2), new float[13], evidence).Score);
            scores.Second.Add(second.LookUp(TinyFolder.Pooled(model, At(i), 1, 2), new float[13], evidence).Score);
        }

        return ((LearnedCache)first.WithThreshold(Median(scores.First)), (LearnedCache)second.WithThreshold(Median(scores.Second)));
    }

    private static float Median(List<float> values) => values.Order().ElementAt(values.Count / 2);
}
