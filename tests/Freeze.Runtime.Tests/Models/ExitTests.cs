using Freeze.Caching;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class ExitTests
{
    private static readonly byte[] s_known = TinyFolder.Pixels(100);
    private static readonly byte[] s_other = TinyFolder.Pixels(101);
    private static readonly byte[] s_stranger = TinyFolder.Pixels(102);

    [Fact]
    public void A_known_image_leaves_at_the_first_probe_and_later_layers_do_not_run()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var cache = TinyFolder.Exact(model, 0, 0.999f, (s_known, 3), (s_other, 1));
        model.UseCaches(TinyFolder.Caches(model, cache, null));
        var before = model.Passes;
        Assert.Equal(new Prediction(3, "dog", "block1", 0, IsEarly: true, cache.Agreement(1)), model.Predict(s_known));
        Assert.Equal("bee", model.Predict(s_other).Label);
        Assert.Equal(before, model.Passes);

        Assert.Equal(Prediction.End, model.Predict(s_stranger).Exit);
        Assert.Equal((before.First + 1, before.Second + 1), model.Passes);
    }

    [Fact]
    public void Each_image_leaves_at_the_probe_that_knows_it()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        model.UseCaches(TinyFolder.Caches(
            model, TinyFolder.Exact(model, 0, 0.999f, (s_known, 3), (s_other, 1)), TinyFolder.Exact(model, 1, 0.999f, (s_stranger, 4), (s_other, 2))));
        var before = model.Passes;
        Assert.Equal((3, "block1"), (model.Predict(s_known).Class, model.Predict(s_known).Exit));
        var second = model.Predict(s_stranger);
        Assert.Equal((4, "block2", 1, true), (second.Class, second.Exit, second.ProbeIndex, second.IsEarly));
        Assert.Equal((before.First + 1, before.Second), model.Passes);
    }

    /// <summary>Later layers would overflow for a huge image, which throws; one that left early never meets them, alone or among others.</summary>
    [Fact]
    public void An_image_that_left_is_not_computed_further()
    {
        using var folder = new TinyFolder();
        foreach (var name in new[] { "block2.conv1.weight", "block2.conv2.weight" })
            foreach (ref var weight in folder.Tensors[name].Data.AsSpan()) weight *= 1e12f;
        WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>());
        WeightFiles.WriteCpu(folder.Path, TinyFolder.Plan);
        using var model = folder.Load();

        var ordinary = TinyFolder.Normalise(s_known);
        float[] huge = [.. ordinary.Select(v => v * 1e17f)];
        var whole = model.Predict(ordinary);
        Assert.Contains("not finite", Assert.Throws<FreezeException>(() => model.Predict(huge)).Message, StringComparison.Ordinal);

        // The key is the activation's sum in units of 1e17: near 0, halfway between the centroids, for an ordinary image, about 20 for a huge one.
        var cache = new CentroidCache
        {
            Grid = 1, Projection = [.. Enumerable.Repeat(1e-17f, 40)], Offset = [0], Centroids = [-20, 20], Classes = [1, 3], Threshold = 0.05f,
        };
        model.UseCaches(TinyFolder.Caches(model, cache, null));
        Assert.Equal("dog", model.Predict(huge).Label);
        var results = new Prediction[4];
        model.Predict([.. huge, .. ordinary, .. huge, .. ordinary], results);
        Assert.Equal(["block1", "end", "block1", "end"], results.Select(r => r.Exit));
        Assert.Equal(whole, results[1]);
        Assert.Equal(whole, results[3]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mixed_exits_in_one_batch_equal_single_predictions(int threads)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        const int Count = 50;
        var pixels = TinyFolder.Pixels(5, Count);
        var values = TinyFolder.Plan.Input.Values;
        byte[] At(int i) => pixels[(i * values)..((i + 1) * values)];
        model.UseCaches(TinyFolder.Caches(
            model,
            TinyFolder.Exact(model, 0, 0.9999f, [.. Enumerable.Range(0, Count).Where(i => i % 3 == 1).Select(i => (At(i), i % 5))]),
            TinyFolder.Exact(model, 1, 0.9999f, [.. Enumerable.Range(0, Count).Where(i => i % 4 == 2).Select(i => (At(i), i % 5))])));

        var predictions = new Prediction[Count];
        model.Predict(pixels, predictions);
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(model.Predict(At(i)), predictions[i]);
            Assert.Equal(i % 3 == 1 ? "block1" : i % 4 == 2 ? "block2" : "end", predictions[i].Exit);
            if (predictions[i].IsEarly) Assert.Equal(i % 5, predictions[i].Class);
        }

        var ends = predictions.Select((p, i) => (p, i)).Where(p => !p.p.IsEarly).ToArray();
        model.UseCaches(null);
        Assert.All(ends, end => Assert.Equal(model.Predict(At(end.i)), end.p));
    }

    [Fact]
    public void A_batch_in_which_everybody_leaves_stops_there()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.99f, (s_known, 3), (s_other, 1)), null));
        var before = model.Passes;
        var predictions = new Prediction[4];
        model.Predict([.. s_known, .. s_other, .. s_other, .. s_known], predictions);
        Assert.Equal([3, 1, 1, 3], predictions.Select(p => p.Class));
        Assert.Equal(before, model.Passes);
    }

    [Fact]
    public void Saved_caches_are_used_unless_switched_off()
    {
        using var folder = new TinyFolder();
        using (var model = folder.Load())
        {
            Assert.Null(model.Caches);
            TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.999f, (s_known, 3), (s_other, 1)), null).Save(folder["tiny.cache.safetensors"], TinyFolder.Plan);
        }

        using var loaded = folder.Load();
        Assert.NotNull(loaded.Caches);
        Assert.Equal("block1", loaded.Predict(s_known).Exit);
        var whole = new float[5];
        loaded.Run(TinyFolder.Normalise(s_known), whole, 1);
        Assert.Contains(whole, v => v != 0);
        loaded.UseCaches(null);
        Assert.Equal("end", loaded.Predict(s_known).Exit);

        using var without = FrozenModel.Load<TinyNet>(folder.Path, new() { UseCaches = false });
        Assert.Equal("end", without.Predict(s_known).Exit);
    }

    [Fact]
    public void An_infinite_threshold_switches_a_probe_off()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var cache = TinyFolder.Exact(model, 0, 0.999f, (s_known, 3), (s_other, 1));
        model.UseCaches(TinyFolder.Caches(model, cache.WithThreshold(float.PositiveInfinity), null));
        Assert.Equal("end", model.Predict(s_known).Exit);
    }
}
