using Freeze.Caching;
using Freeze.Layers;

namespace Freeze.Fuzz.Seeds;

/// <summary>A small model with two probes, and sets of caches for it.</summary>
internal static class CacheSeeds
{
    private const int Channels = 6, Classes = 4, Grid = 2, Pooled = Channels * Grid * Grid, Key = 3, Centroids = 5;

    public static ModelPlan Plan()
    {
        var shape = new Shape(Channels, 8, 8);
        return new(
            "model",
            new ImageInput(3, 8, 8),
            layers: [new Conv2D("conv", new(3, 8, 8), shape) { FromImage = true }, new GlobalAveragePool("pool", shape, new(Channels, 1, 1)),
                new Dense("fc", new(Channels, 1, 1), new(Classes, 1, 1))],
            probes: [new("first", shape, AfterLayers: 1), new("second", new(Channels, 4, 4), AfterLayers: 2)],
            labels: [],
            arena: 4096,
            structure: "fuzz");
    }

    public static IEnumerable<CacheSet> All()
    {
        var random = new Random(3);
        yield return Set(Centroid(random), Learned(random, hidden: 0));
        yield return Set(Learned(random, hidden: 7), Learned(random, hidden: 3));
        yield return Set(null, Centroid(random));
    }

    private static CacheSet Set(params ProbeCache?[] probes) => new()
    {
        Weights = new string('a', 64),
        Probes = probes,
        Certificate = new Certificate
        {
            Risk = 0.01, Confidence = 0.95, Images = 1000, Disagreements = 3, Bound = 0.009, Weights = new string('a', 64), Preprocessing = "none",
                Precision = "float32",
            Device = "cpu", Thresholds = [.. probes.Select(probe => probe?.Threshold ?? float.PositiveInfinity)], SamplingUnit = "image", Seed = 1,
        },
    };

    private static CentroidCache Centroid(Random random) => new()
    {
        Grid = Grid, Threshold = 0.5f, Slope = 1, Intercept = 0.25f, Projection = Values(random, Key * Pooled), Offset = Values(random, Key),
        Centroids = Values(random, Centroids * Key), Classes = [.. Enumerable.Range(0, Centroids).Select(i => i % Classes)],
    };

    private static LearnedCache Learned(Random random, int hidden) => new()
    {
        Grid = Grid, Threshold = 0.5f, Keep = 0.5f, Gain = 1, HiddenWeights = Values(random, hidden * Pooled), HiddenBias = Values(random, hidden),
        OutputWeights = Values(random, Classes * (hidden > 0 ? hidden : Pooled)), OutputBias = Values(random, Classes), Selector = new Selector(1,
            0.5f, 0.25f, 0),
    };

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
