using Freeze.Caching;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Clustering;

/// <summary>Fits centroid caches: a projection and centroids for each probe.</summary>
/// <param name="model">The model.</param>
/// <param name="options">How to fit.</param>
internal sealed class CentroidFitter(FrozenModel model, FitOptions options)
{
    /// <summary>Fits the caches.</summary>
    /// <param name="images">Fitting images.</param>
    /// <param name="order">Indices of the images to fit to.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One cache for each probe; null where nothing tells the classes apart.</returns>
    public CentroidCache?[] Fit(IImageSet images, int[] order, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var plan = model.Plan;
        var (grids, keyLength) = CentroidShape.Choose(plan, options);
        var features = new FeatureMatrix?[grids.Length];
        for (var k = 0; k < grids.Length; k++)
            if (grids[k] > 0) features[k] = new FeatureMatrix(order.Length, plan.Probes[k].Shape.Channels * grids[k] * grids[k]);

        var classes = Observer.Run(
            model, images, order, grids, (image, probe, pooled) => features[probe]!.Store(image, pooled), "fitting images", progress, cancellation);
        var caches = new CentroidCache?[grids.Length];
        for (var k = 0; k < grids.Length; k++)
        {
            progress?.Report(new FitProgress("projections and centroids", k, grids.Length));
            if (features[k] is { } matrix) caches[k] = FitCache(matrix, classes, grids[k], keyLength, k, cancellation);

            // The features of a fitted probe are the largest thing in memory, and nobody needs them any more.
            features[k] = null;
        }

        progress?.Report(new FitProgress("projections and centroids", grids.Length, grids.Length));
        return caches;
    }

    private CentroidCache? FitCache(FeatureMatrix features, int[] classes, int grid, int keyLength, int probe, CancellationToken cancellation)
    {
        var parallel = options.Parallel(cancellation);
        var count = model.Plan.Classes;
        if (RidgeChoice.Fit(features, classes, count, options.Ridges, keyLength, parallel) is not { } projection) return null;
        var perClass = options.CentroidsPerClass > 0 ? options.CentroidsPerClass : ClassCentroids.DefaultCount(count);
        var seed = unchecked(options.Seed * 1009 + probe);
        var centroids = ClassCentroids.Fit(projection.Keys(features, parallel), projection.KeyLength, classes, count, perClass, seed, parallel);
        return new CentroidCache
        {
            Grid = grid,
            Projection = projection.Projection,
            Offset = projection.Offset,
            Centroids = centroids.Centroids,
            Classes = centroids.Classes,
        };
    }

    /// <summary>Looks images up in all caches.</summary>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    /// <param name="images">The images.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    public LookUpTable LookUp(CentroidCache?[] caches, IImageSet images, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var table = new LookUpTable(images.Count, caches.Length);
        var key = new float[Math.Max(1, caches.Max(cache => cache?.KeyLength ?? 0))];
        var grids = caches.Select(cache => cache?.Grid ?? 0).ToArray();
        var classes = Observer.Run(model, images, [.. Enumerable.Range(0, images.Count)], grids, (image, probe, pooled) =>
        {
            (table.Classes[probe][image], table.Scores[probe][image]) = caches[probe]!.LookUp(pooled, key);
        }, "calibration images", progress, cancellation);
        classes.CopyTo(table.Network, 0);
        return table;
    }
}
