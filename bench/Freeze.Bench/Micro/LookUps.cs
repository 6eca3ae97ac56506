using Freeze.Caching;
using Freeze.Layers;

namespace Freeze.Bench.Micro;

/// <summary>Look-ups of a probe, as they are after the stages of ResNet-18 for CIFAR-10: pooling, projection, nearest centroid.</summary>
internal static class LookUps
{
    private const int Key = 32, Classes = 10, CentroidsPerClass = 10;

    public static IReadOnlyDictionary<string, LayerCase> All { get; } = new Dictionary<string, LayerCase>
    {
        ["64, 32x32, grid 4"] = LookUp(64, 32, 4),
        ["128, 16x16, grid 2"] = LookUp(128, 16, 2),
        ["256, 8x8, grid 2"] = LookUp(256, 8, 2),
        ["512, 4x4, grid 1"] = LookUp(512, 4, 1),
    };

    private static LayerCase LookUp(int channels, int size, int grid)
    {
        var shape = new Shape(channels, size, size, Halo: 1);
        var random = new Random(1);
        var cache = new CentroidCache
        {
            Grid = grid,
            Projection = LayerModel.Values(random, Key * channels * grid * grid),
            Offset = new float[Key],
            Centroids = LayerModel.Values(random, Classes * CentroidsPerClass * Key),
            Classes = [.. Enumerable.Range(0, Classes * CentroidsPerClass).Select(i => i / CentroidsPerClass)],

            // Scores end at one: nobody leaves, and every look-up is done in full.
            Threshold = 1.5f,
        };

        // The layer that a model must have gives the classes, and does not run.
        var layer = new GlobalAveragePool("mean", shape, new(channels, 1, 1));
        return new(layer, (s, from, _) => s.Probe(0, from), weights => new CacheSet { Weights = weights, Probes = [cache] });
    }
}
