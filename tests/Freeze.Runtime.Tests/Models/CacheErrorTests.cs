using Freeze.Caching;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class CacheErrorTests
{
    private static readonly (byte[], int)[] s_known = [(TinyFolder.Pixels(100), 3), (TinyFolder.Pixels(101), 1)];

    [Fact]
    public void Caches_of_other_weights_are_refused()
    {
        using TinyFolder one = new(1), two = new(2);
        using TinyNet first = one.Load(), second = two.Load();
        var caches = TinyFolder.Caches(first, TinyFolder.Exact(first, 0, 0.9f, s_known), null);
        Refused("other weights", () => second.UseCaches(caches));
        Assert.Null(second.Caches);
        caches.Save(two["tiny.cache.safetensors"], TinyFolder.Plan);
        Refused("other weights", () => two.Load());
    }

    [Fact]
    public void A_class_that_the_model_does_not_have_is_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        foreach (var wrong in new[] { 5, -1 })
        {
            var caches = TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.9f, s_known[0], (TinyFolder.Pixels(101), wrong)), null);
            Refused("class that the model does not have", () => model.UseCaches(caches));
            caches.Save(folder["tiny.cache.safetensors"], TinyFolder.Plan);
            Refused("class that the model does not have", () => folder.Load());
        }
    }

    [Fact]
    public void Caches_of_another_probe_are_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Refused("shapes", () => model.UseCaches(TinyFolder.Caches(model, null, TinyFolder.Exact(model, 0, 0.9f, s_known))));
        Refused("3 probes", () => model.UseCaches(new() { Weights = model.Weights, Probes = [null, null, null] }));
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Action<CentroidCache>[] breaks = [c => c.Projection[3] = float.NaN, c => c.Offset[0] = float.PositiveInfinity, c => c.Centroids[7] = float.NaN];
        foreach (var damage in breaks)
        {
            var cache = TinyFolder.Exact(model, 0, 0.9f, s_known);
            damage(cache);
            Refused("not finite", () => model.UseCaches(TinyFolder.Caches(model, cache, null)));
            TinyFolder.Caches(model, cache, null).Save(folder["tiny.cache.safetensors"], TinyFolder.Plan);
            Refused("not finite", () => folder.Load());
        }

        Refused("not finite", () => model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, float.NaN, s_known), null)));
    }

    [Fact]
    public void A_damaged_file_is_refused_and_unloads_the_model()
    {
        using var folder = new TinyFolder();
        var path = folder["tiny.cache.safetensors"];
        using (var model = folder.Load()) TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.9f, s_known), null).Save(path, TinyFolder.Plan);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 17)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<FreezeException>(() => folder.Load());
        }

        whole[^5] ^= 1;
        File.WriteAllBytes(path, whole);
        Assert.Throws<FreezeException>(() => folder.Load());
    }

    [Theory]
    [InlineData(BoundMethod.ClopperPearson)]
    [InlineData(BoundMethod.AnytimeValid)]
    public void What_is_saved_is_what_is_loaded(BoundMethod method)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var caches = new CacheSet
        {
            Weights = model.Weights,
            Probes = [null, TinyFolder.Exact(model, 1, 0.123456789f, s_known)],
            Certificate = new()
            {
                Risk = 0.01, Confidence = 0.95, Images = 3000, Disagreements = 7, Bound = 0.0044, Method = method, Weights = model.Weights,
                Preprocessing = "p", Precision = "float32", Device = "cpu", Thresholds = [float.PositiveInfinity, 0.123456789f], SamplingUnit = "image",
                Seed = 3,
            },
        };
        caches.Save(folder["c.safetensors"], TinyFolder.Plan);
        var loaded = CacheSet.Load(folder["c.safetensors"], TinyFolder.Plan);
        Assert.Null(loaded.Probes[0]);
        Assert.Equivalent(caches.Probes[1], loaded.Probes[1], strict: true);
        Assert.Equivalent(caches.Certificate, loaded.Certificate, strict: true);
        Assert.Equal((caches.Weights, caches.Bytes), (loaded.Weights, loaded.Bytes));
    }

    /// <summary>Certificates of before there was a choice do not name their bound: it is the exact binomial one.</summary>
    [Fact]
    public void An_old_certificate_has_the_exact_bound_and_an_unknown_one_is_refused()
    {
        const string Old = """
            {"risk":0.01,"confidence":0.95,"images":3000,"disagreements":7,"bound":0.0044,"weights":"w","preprocessing":"p","precision":"float32",
            "device":"cpu","thresholds":["Infinity",0.5],"samplingUnit":"image","seed":3}
            """;
        using var folder = new TinyFolder();
        var old = Load(Old)!;
        Assert.Equal((BoundMethod.ClopperPearson, 7, 0.0044), (old.Method, old.Disagreements, old.Bound));
        Assert.Equal(BoundMethod.AnytimeValid, Load(With("\"AnytimeValid\""))!.Method);
        Refused("certificate", () => Load(With("\"Guess\"")));
        Refused("certificate", () => Load(With("17")));

        string With(string method) => Old.Replace("\"seed\"", $"\"method\":{method},\"seed\"", StringComparison.Ordinal);

        Certificate? Load(string certificate)
        {
            var writer = new SafetensorsWriter();
            (writer.Metadata[WeightFiles.Kind], writer.Metadata[WeightFiles.Weights], writer.Metadata["certificate"]) = ("cache", "w", certificate);
            writer.Save(folder["old.safetensors"]);
            return CacheSet.Load(folder["old.safetensors"], TinyFolder.Plan).Certificate;
        }
    }

    private static void Refused(string reason, Action action) =>
        Assert.Contains(reason, Assert.Throws<FreezeException>(action).Message, StringComparison.Ordinal);
}
