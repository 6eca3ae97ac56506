using Freeze.Caching;
using Freeze.Runtime.Tests.Caching;
using Freeze.Storage;

namespace Freeze.Runtime.Tests.Models;

public sealed class LearnedStorageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void What_is_saved_is_what_is_loaded(int hidden)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var learned = Learned.Cache(new Random(1), 160, hidden, 5, grid: 2, threshold: 0.123456789f);
        var caches = TinyFolder.Caches(model, learned, TinyFolder.Exact(model, 1, 0.9f, (TinyFolder.Pixels(1), 2)));
        caches.Save(folder["tiny.cache.safetensors"], TinyFolder.Plan);
        var loaded = CacheSet.Load(folder["tiny.cache.safetensors"], TinyFolder.Plan);
        Assert.Equivalent(learned, Assert.IsType<LearnedCache>(loaded.Probes[0]), strict: true);
        Assert.Equivalent(caches.Probes[1], Assert.IsType<CentroidCache>(loaded.Probes[1]), strict: true);
        Assert.Equal(caches.Bytes, loaded.Bytes);
    }

    [Fact]
    public void A_file_from_before_there_were_kinds_holds_centroids()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var cache = TinyFolder.Exact(model, 0, 0.75f, (TinyFolder.Pixels(1), 2));
        Rewrite(folder, TinyFolder.Caches(model, cache, null), line => line["centroids ".Length..]);
        using var loaded = folder.Load();
        Assert.Equivalent(cache, Assert.IsType<CentroidCache>(loaded.Caches!.Probes[0]), strict: true);
    }

    [Theory]
    [InlineData("learned ", "quantum\u202e ", "kind 'quantum?'")]
    [InlineData("learned ", "centroids ", "there is no tensor")]
    [InlineData("grid=2", "grid=3", "shapes")]
    [InlineData("grid=2", "grid=9999999999", "shapes")]
    [InlineData("hidden=6", "hidden=0", "shapes")]
    [InlineData("hidden=6", "hidden=-1", "shapes")]
    [InlineData("hidden=6", "hidden=1e30", "shapes")]
    [InlineData("hidden=6", "", "shapes")]
    [InlineData("gain=", "gain=NaN lost=", "not finite")]
    [InlineData("keep=", "", "not finite")]
    [InlineData("margin=", "margin=1e999 lost=", "not finite")]
    public void A_hostile_line_is_refused(string old, string replacement, string reason)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var caches = TinyFolder.Caches(model, Learned.Cache(new Random(1), 160, 6, 5, grid: 2), null);
        Rewrite(folder, caches, line => line.Contains(old, StringComparison.Ordinal) ? line.Replace(old, replacement, StringComparison.Ordinal) : throw new ArgumentException(line));
        var error = Assert.Throws<FreezeException>(() => folder.Load());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_finite_and_shapes_that_do_not_fit_are_refused()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Action<LearnedCache>[] breaks =
            [c => c.HiddenWeights[9] = float.NaN, c => c.HiddenBias[0] = float.PositiveInfinity, c => c.OutputWeights[7] = float.NaN, c => c.OutputBias[4] = float.NaN];
        foreach (var damage in breaks)
        {
            var cache = Learned.Cache(new Random(1), 160, 6, 5, grid: 2);
            damage(cache);
            Refused("not finite", () => model.UseCaches(TinyFolder.Caches(model, cache, null)));
            TinyFolder.Caches(model, cache, null).Save(folder["tiny.cache.safetensors"], TinyFolder.Plan);
            Refused("not finite", () => folder.Load());
        }

        Refused("shapes", () => model.UseCaches(TinyFolder.Caches(model, Learned.Cache(new Random(1), 160, 6, 4, grid: 2), null)));
        Refused("shapes", () => model.UseCaches(TinyFolder.Caches(model, null, Learned.Cache(new Random(1), 160, 6, 5, grid: 2))));
        Refused("shapes", () => model.UseCaches(TinyFolder.Caches(model, Learned.Cache(new Random(1), 160, 0, 5, grid: 1), null)));
    }

    [Fact]
    public void A_truncated_or_damaged_file_is_refused()
    {
        using var folder = new TinyFolder();
        var path = folder["tiny.cache.safetensors"];
        using (var model = folder.Load())
            TinyFolder.Caches(model, Learned.Cache(new Random(1), 160, 6, 5, grid: 2), null).Save(path, TinyFolder.Plan);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 23)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<FreezeException>(() => folder.Load());
        }

        whole[^5] ^= 1;
        File.WriteAllBytes(path, whole);
        Assert.Throws<FreezeException>(() => folder.Load());
    }

    // Saves caches with another line for the first probe, as another version or an attacker would.
    private static void Rewrite(TinyFolder folder, CacheSet caches, Func<string, string> change)
    {
        var path = folder["tiny.cache.safetensors"];
        caches.Save(path, TinyFolder.Plan);
        var writer = new SafetensorsWriter();
        using (var file = SafetensorsFile.Open(path))
        {
            foreach (var (key, value) in file.Metadata)
                if (!key.StartsWith("freeze.", StringComparison.Ordinal) || key is WeightFiles.Kind or WeightFiles.Model or WeightFiles.Weights)
                    writer.Metadata[key] = key == "probe.block1" ? change(value) : value;
            foreach (var name in file.Names.Where(name => !name.StartsWith("__", StringComparison.Ordinal)))
            {
                if (name.EndsWith("classes", StringComparison.Ordinal)) writer.Add(name, file[name].Shape, file.Ints(name).ToArray());
                else writer.Add(name, file[name].Shape, file.Floats(name).ToArray());
            }
        }

        writer.Save(path);
    }

    private static void Refused(string reason, Action action) =>
        Assert.Contains(reason, Assert.Throws<FreezeException>(action).Message, StringComparison.Ordinal);
}
