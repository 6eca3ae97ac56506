using Freeze.Caching;

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

    /// <summary>The mark of later layers: they overflow for this image, and an overflow throws. Whoever left early never meets them.</summary>
    [Fact]
    public void An_image_that_left_is_not_computed_further()
    {
        using var folder = new TinyFolder();
        folder.Tensors["block2.conv1.bias"].Data.AsSpan().Fill(float.MaxValue);
        folder.Tensors["block2.conv2.weight"].Data.AsSpan().Fill(float.MaxValue);
        Freeze.Storage.WeightFiles.WriteCanonical(folder.Path, TinyFolder.Plan, folder.Tensors, new Dictionary<string, string>());
        Freeze.Storage.WeightFiles.WriteCpu(folder.Path, TinyFolder.Plan);
        using var healthy = new TinyFolder();
        using var source = healthy.Load();
        var cache = TinyFolder.Exact(source, 0, 0.999f, (s_known, 3), (s_other, 1));

        using var model = folder.Load();
        Assert.Throws<FreezeException>(() => model.Predict(s_known));
        model.UseCaches(TinyFolder.Caches(model, cache, null));
        Assert.Equal(3, model.Predict(s_known).Class);
        Assert.Throws<FreezeException>(() => model.Predict(s_stranger));
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
