using Freeze.Caching;
using Freeze.Layers;
using Freeze.Runtime.Tests.Caching;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class TopKTests
{
    private const int Count = 50;
    private const double Tolerance = 1e-5;

    private static readonly byte[] s_pixels = TinyFolder.Pixels(5, Count);

    /// <summary>The probabilities are those of the scores that go into the network's end, computed in double.</summary>
    [Theory]
    [InlineData("none", HeadKind.Scores)]
    [InlineData("softmax", HeadKind.Probabilities)]
    [InlineData("log-softmax", HeadKind.LogProbabilities)]
    [InlineData("sigmoid", HeadKind.IndependentProbabilities)]
    [InlineData("fused sigmoid", HeadKind.IndependentProbabilities)]
    [InlineData("hard sigmoid", HeadKind.IndependentProbabilities)]
    public void Every_kind_of_end_gives_the_network_s_probabilities(string head, HeadKind kind)
    {
        float[] weight = [1, 2, -1, 0, 3, -2, 2, 1, 1, -3, 1, 0, 1, 1, 1], bias = [0.5f, -1, 0.1f, 0, -2];
        float[] tensor = [.. Enumerable.Repeat(0.3f, 4), .. Enumerable.Repeat(-0.8f, 4), .. Enumerable.Repeat(1.5f, 4)];
        double[] means = [0.3, -0.8, 1.5];
        double[] scores = [.. bias.Select((b, c) => b + means.Select((m, i) => m * weight[c * 3 + i]).Sum())];
        double[] expected = kind == HeadKind.IndependentProbabilities
            ? [.. scores.Select(s => head == "hard sigmoid" ? Math.Clamp(s / 6 + 0.5, 0, 1) : 1 / (1 + Math.Exp(-s)))]
            : [.. scores.Select(s => Math.Exp(s) / scores.Sum(Math.Exp))];

        using var folder = new Folder();
        using var model = Load(folder, head, weight, bias);
        Assert.Equal(kind, model.Plan.HeadKind);
        var (prediction, classes) = model.PredictTopK(tensor, 5);
        Assert.Equal(Enumerable.Range(0, 5).OrderByDescending(c => expected[c]), classes.Select(c => c.Class));
        foreach (var c in classes)
        {
            Assert.Equal((ScoreKind.ClassProbability, $"{c.Class}"), (c.ScoreKind, c.Label));
            Assert.Equal((null, (float?)c.Score), (c.Agreement, c.Probability));
            Assert.Equal(expected[c.Class], c.Score, Tolerance);
        }

        Assert.Equal(model.Predict(tensor), prediction);
        Assert.Equal((classes[0].Class, classes[0].Score), (prediction.Class, prediction.Score));
        Assert.Equal(ScoreKind.ClassProbability, prediction.ScoreKind);
        Assert.Equal((null, (float?)prediction.Score), (prediction.Agreement, prediction.Probability));
        if (kind != HeadKind.IndependentProbabilities) Assert.Equal(1, classes.Sum(c => c.Score), Tolerance);
    }

    /// <summary>Layers that follow the probabilities: they are recognised through views, and not before layers with weights.</summary>
    [Fact]
    public void Ends_are_recognised_by_their_last_layers()
    {
        Shape one = new(1, 1, 1), two = new(2, 1, 1);
        Dense dense = new("d", one, one), pair = new("p", one, two);
        Activate sigmoid = new("s", one, one) { Activation = Activation.Sigmoid }, exp = new("e", two, two) { Activation = Activation.Exp };
        Rearrange view = new("v", one, one) { Lengths = [1], Strides = [1] };
        Assert.Equal(HeadKind.Scores, HeadKinds.Of([dense, pair]));
        Assert.Equal(HeadKind.Scores, HeadKinds.Of([dense, sigmoid, pair]));
        Assert.Equal(HeadKind.IndependentProbabilities, HeadKinds.Of([pair, new Activate("c", two, two) { Activation = Activation.Clip, Beta = 1 }]));
        Assert.Equal(HeadKind.Scores, HeadKinds.Of([pair, new Activate("c", two, two) { Activation = Activation.Clip, Beta = 6 }]));
        Assert.Equal(HeadKind.IndependentProbabilities, HeadKinds.Of([pair, sigmoid, view]));
        Assert.Equal(HeadKind.Probabilities, HeadKinds.Of([pair, new LogSoftmax("l", two, two), exp]));
        Assert.Equal(HeadKind.LogProbabilities, HeadKinds.Of([pair, new LogSoftmax("l", two, two), view]));
        Assert.Equal(HeadKind.Probabilities, HeadKinds.Of([pair, new Softmax("l", two, two), view, view]));
        Assert.Equal(HeadKind.Scores, HeadKinds.Of([pair, exp]));
    }

    [Fact]
    public void Equal_scores_stand_in_the_order_of_their_classes()
    {
        using var folder = new Folder();
        using var model = Load(folder, "none", new float[15], [1, 2, -1, 2, 2]);
        var (prediction, classes) = model.PredictTopK(new float[12], 4);
        Assert.Equal([1, 3, 4, 0], classes.Select(c => c.Class));
        Assert.Equal(1, prediction.Class);
    }

    /// <summary>
    /// A learned cache's own distribution is the softmax of its evidence, earlier probes' share included, as defined in double.
    /// </summary>
    [Fact]
    public void A_learned_cache_gives_its_own_probabilities()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var random = new Random(3);
        var first = Learned.Cache(random, 160, 8, 5, grid: 2, threshold: ProbeCache.Listening, size: 0.5);
        var second = Learned.Cache(random, 192, 0, 5, grid: 2, threshold: 0, size: 0.5);
        model.UseCaches(TinyFolder.Caches(model, first, second));
        for (var i = 0; i < 20; i++)
        {
            var evidence = new double[5];
            Learned.LookUp(first, TinyFolder.Pooled(model, At(i), 0, grid: 2), evidence);
            Learned.LookUp(second, TinyFolder.Pooled(model, At(i), 1, grid: 2), evidence);
            double[] expected = [.. evidence.Select(e => Math.Exp(e - evidence.Max()))];
            var (prediction, classes) = model.PredictTopK(At(i), 3);
            Assert.Equal("block2", prediction.Exit);
            Assert.Equal(ScoreKind.AgreementProbability, prediction.ScoreKind);
            Assert.Equal(((float?)null, (float?)prediction.Score), (prediction.Probability, prediction.Agreement));
            Assert.Equal(3, classes.Count);
            Assert.Equal(prediction.Class, classes[0].Class);
            var best = expected.OrderDescending().ToArray();
            for (var j = 0; j < 3; j++)
            {
                var c = classes[j];
                Assert.Equal((ScoreKind.CacheProbability, (float?)null, c.Score), (c.ScoreKind, c.Agreement, c.Probability));
                Assert.Equal(TinyFolder.Plan.Labels[c.Class], c.Label);
                Assert.Equal(expected[c.Class] / expected.Sum(), c.Score, 1e-4);
                Assert.Equal(best[j] / expected.Sum(), c.Score, 1e-4);
            }
        }
    }

    [Fact]
    public void A_centroid_cache_gives_its_answer_and_nothing_that_it_does_not_know()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var cache = TinyFolder.Exact(model, 0, 0.99f, (At(0), 3), (At(1), 1));
        model.UseCaches(TinyFolder.Caches(model, cache, null));
        var room = new RankedClass[4];
        Array.Fill(room, new RankedClass(9, "stale", 1, ScoreKind.ClassProbability));
        var prediction = model.PredictTopK(At(0), room, out var count);
        Assert.Equal(("block1", 1), (prediction.Exit, count));
        Assert.Equal([new(3, "dog", cache.Agreement(1), ScoreKind.AgreementProbability), default, default, default], room);
        Assert.Equal(((float?)null, (float?)cache.Agreement(1)), (room[0].Probability, room[0].Agreement));
        Assert.Equal([room[0]], model.PredictTopK(At(0), 4).Classes);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 7)]
    public void A_batch_ranks_as_one_by_one_does(int threads, int k)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var learned = Learned.Cache(new Random(4), 192, 8, 5, grid: 2, size: 0.5);
        float LookUp(int i) => learned.LookUp(TinyFolder.Pooled(model, At(i), 1, 2), new float[13], new float[5]).Score;
        float[] scores = [.. Enumerable.Range(0, Count).Select(LookUp).Order()];
        (byte[], int)[] known = [.. Enumerable.Range(0, 12).Select(i => (At(i), i % 5))];
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.999f, known), learned.WithThreshold(scores[Count / 2])));
        var (results, classes, counts) = (new Prediction[Count], new RankedClass[Count * k], new int[Count]);
        model.PredictTopK(s_pixels, results, classes, counts);
        var (fromFloats, floatClasses) = (new Prediction[Count], new RankedClass[Count * k]);
        model.PredictTopK(TinyFolder.Normalise(s_pixels), fromFloats, floatClasses, new int[Count]);
        Assert.Equal(results, fromFloats);
        Assert.Equal(classes, floatClasses);
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(model.Predict(At(i)), results[i]);
            var alone = model.PredictTopK(At(i), 12, 12, k);
            Assert.Equal(alone.Prediction, results[i]);
            Assert.Equal(alone.Classes, classes.Skip(i * k).Take(counts[i]));
            Assert.Equal(results[i].Exit == "block1" ? 1 : Math.Min(k, 5), counts[i]);
            Assert.All(classes.Skip(i * k + counts[i]).Take(k - counts[i]), c => Assert.Equal(default, c));
        }

        Assert.Equal([0, 1, 2], results.Select(p => p.ProbeIndex).Distinct().Order());
        Assert.Equal(3, classes.Where(c => c.Label is not null).Select(c => c.ScoreKind).Distinct().Count());
    }

    [Fact]
    public void Room_for_no_class_or_for_not_as_many_is_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Assert.Contains("1 at least", Assert.Throws<FreezeException>(() => model.PredictTopK(At(0), 0)).Message, StringComparison.Ordinal);
        Assert.Contains("1 at least", Assert.Throws<FreezeException>(() => model.PredictTopK(At(0), -1)).Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => model.PredictTopK(At(0), [], out _));
        Assert.Throws<FreezeException>(() => model.PredictTopK(new byte[431], 1));
        Assert.Throws<FreezeException>(() => model.PredictTopK(At(0), 13, 12, 1));
        var two = s_pixels[..864];
        Assert.Contains("3 ranked classes of 2", Refused(new RankedClass[3], new int[2]), StringComparison.Ordinal);
        Assert.Contains("of 1 image(s), but 2", Refused(new RankedClass[4], new int[1]), StringComparison.Ordinal);
        string Refused(RankedClass[] classes, int[] counts) =>
            Assert.Throws<FreezeException>(() => model.PredictTopK(two, new Prediction[2], classes, counts)).Message;
    }

    private static byte[] At(int i)
    {
        var values = TinyFolder.Plan.Input.Values;
        return s_pixels[(i * values)..((i + 1) * values)];
    }

    private static HeadNet Load(Folder folder, string head, float[] weight, float[] bias)
    {
        // The mean of each plane, weighted.
        var model = new HeadNet(head);
        float[] kernels = [.. weight.SelectMany(w => Enumerable.Repeat(w / 4, 4))];
        var tensors = new Dictionary<string, (int[], float[])>
        {
            ["scores.weight"] = ([5, 3, 2, 2], kernels), ["scores.bias"] = ([5], bias),
        };
        WeightFiles.WriteCanonical(folder.Path, model.Plan, tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder.Path, model.Plan);
        model.Open(folder.Path, new() { Threads = 1 });
        return model;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("freeze-head-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
