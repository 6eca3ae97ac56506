using Freeze.Caching;
using Freeze.Runtime.Tests.Caching;
using Freeze.Runtime.Tests.Models;
using Xunit.Abstractions;

namespace Freeze.Devices.Tests;

/// <summary>Requests leave on every device where they leave on the processor.</summary>
public sealed class ProbeTests(ITestOutputHelper output) : IDisposable
{
    // A score within this of its threshold may fall on either side.
    private const float Close = 1e-3f;
    private const float Tolerance = 1e-4f;
    private const int Images = 70;

    private readonly TinyFolder _folder = new();

    public static TheoryData<string, string> Cases =>
        TestDevices.With(["centroids", "learned", "learned, linear", "learned over centroids", "listening"], TestDevices.GpuNames);

    public static TheoryData<string> Gpus => [.. TestDevices.GpuNames];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Class_and_exit_are_the_processor_s(string kind, string device)
    {
        using var cpu = Load(Device.Cpu);
        using var gpu = Load(TestDevices.Get(device));
        var pixels = TinyFolder.Pixels(5, Images);
        var caches = Caches(kind, cpu, pixels);
        cpu.UseCaches(caches);
        gpu.UseCaches(caches);
        var expected = new Prediction[Images];
        cpu.Predict(pixels, expected);
        var close = 0;
        foreach (var batch in new[] { 1, 7, Images })
        {
            var actual = new Prediction[Images];
            for (var first = 0; first < Images; first += batch)
            {
                var count = Math.Min(batch, Images - first);
                gpu.Predict(pixels.AsSpan(first * 432, count * 432), actual.AsSpan(first, count));
            }

            for (var i = 0; i < Images; i++)
            {
                if (actual[i].ProbeIndex != expected[i].ProbeIndex && IsClose(caches, expected[i], actual[i])) close++;
                else Assert.Equal(expected[i] with { Score = 0 }, actual[i] with { Score = 0 });
                if (actual[i].ProbeIndex == expected[i].ProbeIndex)
                    Assert.InRange(actual[i].Score, expected[i].Score - Tolerance, expected[i].Score + Tolerance);
            }
        }

        var exits = expected.GroupBy(p => p.Exit).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}");
        output.WriteLine($"{kind} on {device}: {string.Join(", ", exits)}; {close} scores too close to their threshold to compare");
        Assert.InRange(close, 0, 2);
        Assert.InRange(expected.Count(p => p.IsEarly), kind == "listening" ? 0 : 10, Images - 2);
    }

    /// <summary>Evidence is read back from where an image left, though later probes used the same memory for the others.</summary>
    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void The_most_likely_classes_are_the_processor_s(string kind, string device)
    {
        using var cpu = Load(Device.Cpu);
        using var gpu = Load(TestDevices.Get(device));
        var pixels = TinyFolder.Pixels(5, Images);
        var caches = Caches(kind, cpu, pixels);
        cpu.UseCaches(caches);
        gpu.UseCaches(caches);
        const int K = 3;
        var (expected, actual) = (Rank(cpu), Rank(gpu));
        var compared = 0;
        for (var i = 0; i < Images; i++)
        {
            if (actual.Results[i].ProbeIndex != expected.Results[i].ProbeIndex) continue;
            Assert.Equal(expected.Counts[i], actual.Counts[i]);
            for (var j = i * K; j < i * K + K; j++)
            {
                // Two classes of nearly one probability may change places.
                Assert.InRange(actual.Classes[j].Score, expected.Classes[j].Score - Tolerance, expected.Classes[j].Score + Tolerance);
                Assert.Equal(expected.Classes[j].ScoreKind, actual.Classes[j].ScoreKind);
            }

            Assert.Equal(actual.Results[i].Class, actual.Classes[i * K].Class);
            compared++;
        }

        Assert.InRange(compared, Images - 2, Images);

        (Prediction[] Results, RankedClass[] Classes, int[] Counts) Rank(FrozenModel model)
        {
            var (results, classes, counts) = (new Prediction[Images], new RankedClass[Images * K], new int[Images]);
            model.PredictTopK(pixels, results, classes, counts);
            return (results, classes, counts);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Gpus))]
    public void Pooled_activations_are_the_processor_s(string device)
    {
        using var cpu = Load(Device.Cpu);
        using var gpu = Load(TestDevices.Get(device));
        var pixels = TinyFolder.Pixels(6, 3);
        foreach (var grids in new int[][] { [1, 3], [4, 0], [0, 5] })
        {
            var (expected, actual) = (Observe(cpu, pixels, grids), Observe(gpu, pixels, grids));
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var (place, values) in expected)
                for (var i = 0; i < values.Length; i++) Assert.InRange(actual[place][i], values[i] - Tolerance, values[i] + Tolerance);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Gpus))]
    public void Caches_may_change_between_predictions(string device)
    {
        using var model = Load(TestDevices.Get(device));
        var pixels = TinyFolder.Pixels(7);
        Assert.False(model.Predict(pixels).IsEarly);
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.5f, (pixels, 3), (TinyFolder.Pixels(8), 1)), null));
        Assert.Equal((3, "block1"), (model.Predict(pixels).Class, model.Predict(pixels).Exit));
        model.UseCaches(TinyFolder.Caches(model, null, TinyFolder.Exact(model, 1, 0.5f, (pixels, 2), (TinyFolder.Pixels(8), 1))));
        Assert.Equal((2, "block2"), (model.Predict(pixels).Class, model.Predict(pixels).Exit));
        model.UseCaches(null);
        Assert.False(model.Predict(pixels).IsEarly);
    }

    private TinyNet Load(Device device) => FrozenModel.Load<TinyNet>(_folder.Path, new() { Device = device, Threads = 1 });

    private static Dictionary<(int, int), float[]> Observe(FrozenModel model, byte[] pixels, int[] grids)
    {
        var seen = new Dictionary<(int, int), float[]>();
        model.Observe(pixels, 3, grids, (image, probe, pooled) => seen.Add((probe, image), pooled.ToArray()), new float[3 * TinyFolder.Plan.Classes]);
        return seen;
    }

    // Thresholds at the median of the scores that reach a probe: half of the images leave, whatever the random weights are.
    private static CacheSet Caches(string kind, TinyNet model, byte[] pixels)
    {
        var random = new Random(11);
        var known = Enumerable.Range(0, 6).Select(i => (pixels[(i * 432)..((i + 1) * 432)], i % 5)).ToArray();
        ProbeCache Learn(int channels, int hidden, int grid) => Learned.Cache(random, channels * grid * grid, hidden, TinyFolder.Plan.Classes, grid);
        ProbeCache?[] probes = kind switch
        {
            "centroids" => [TinyFolder.Exact(model, 0, 0, known), TinyFolder.Exact(model, 1, 0, known)],
            "learned" => [Learn(40, 9, 2), Learn(48, 33, 1)],
            "learned, linear" => [Learn(40, 0, 1), Learn(48, 0, 3)],
            "learned over centroids" => [TinyFolder.Exact(model, 0, 0, known), Learn(48, 12, 1)],
            _ => [Learn(40, 9, 1).WithThreshold(ProbeCache.Listening), Learn(48, 9, 1)],
        };
        for (var i = 0; i < probes.Length; i++)
        {
            if (probes[i]!.Threshold >= ProbeCache.Listening) continue;
            ProbeCache?[] trial = [.. probes.Take(i), probes[i]!.WithThreshold(-1), .. probes.Skip(i + 1)];
            model.UseCaches(TinyFolder.Caches(model, trial[0], trial[1]));
            var scores = new Prediction[Images];
            model.Predict(pixels, scores);
            var sorted = scores.Where(p => p.ProbeIndex == i).Select(p => Score(probes[i]!, p.Score)).Order().ToArray();
            probes[i] = probes[i]!.WithThreshold((sorted[sorted.Length / 2] + sorted[sorted.Length / 2 - 1]) / 2);
        }

        return TinyFolder.Caches(model, probes[0], probes[1]);
    }

    // A prediction shows the estimated agreement; TinyFolder's centroids estimate it as logistic(10 score - 5).
    private static float Score(ProbeCache cache, float agreement) =>
        cache is LearnedCache ? agreement : (MathF.Log(agreement / (1 - agreement)) + 5) / 10;

    private static bool IsClose(CacheSet caches, Prediction one, Prediction other)
    {
        var early = one.ProbeIndex < other.ProbeIndex ? one : other;
        var cache = caches.Probes[early.ProbeIndex]!;
        return Math.Abs(Score(cache, early.Score) - cache.Threshold) < Close;
    }
}
