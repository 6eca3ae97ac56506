using Freeze.Caching;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Clustering;

namespace Freeze.Calibration;

/// <summary>
/// Fits the caches of a model. Fitting images make projections and centroids from the network's own predictions; a fifth of the calibration images
/// orders candidate thresholds, the rest certifies one of them. No image has two of these roles, and labels have none.
/// </summary>
public sealed class CacheFitter
{
    private readonly FrozenModel _model;
    private readonly FitOptions _options;

    /// <summary>Makes a fitter.</summary>
    /// <param name="model">A loaded model; caches that it has take no part.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    public CacheFitter(FrozenModel model, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new FitOptions();
        _options.Check();
    }

    /// <summary>Fits and certifies.</summary>
    /// <param name="fitting">Images for projections and centroids; the network may have been trained on them.</param>
    /// <param name="calibration">Images for thresholds and the certificate; the network must not have been trained on them.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FreezeException">There are too few images, or the options make no sense.</exception>
    public FitResult Fit(IImageSet fitting, IImageSet calibration, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fitting);
        ArgumentNullException.ThrowIfNull(calibration);
        if (_model.Plan.Probes.Count == 0) throw new FreezeException("The model has no probes: there is no place where a request could leave early.");
        if (fitting.Count < 2) throw new FreezeException($"Fitting needs at least two images, but there are {fitting.Count}.");
        if (calibration.Count < 5) throw new FreezeException($"Calibration needs at least five images, but there are {calibration.Count}.");

        var caches = FitCaches(fitting, progress, cancellation);
        var table = LookUp(caches, calibration, progress, cancellation);
        var (selection, certification) = Split(calibration.Count);
        return new ThresholdChooser(_model, _options).Choose(caches, table.Select(selection), table.Select(certification), progress, cancellation);
    }

    private CentroidCache?[] FitCaches(IImageSet images, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var plan = _model.Plan;
        var order = Draw(images.Count);
        var grids = plan.Probes.Select(probe => _options.Grid?.Invoke(probe) ?? PoolingGrid.Choose(probe.Shape)).ToArray();
        var features = new FeatureMatrix?[grids.Length];
        for (var k = 0; k < grids.Length; k++)
            if (grids[k] > 0) features[k] = new FeatureMatrix(order.Length, plan.Probes[k].Shape.Channels * grids[k] * grids[k]);

        var classes = Observer.Run(
            _model, images, order, grids, (image, probe, pooled) => features[probe]!.Store(image, pooled), "fitting images", progress, cancellation);
        var caches = new CentroidCache?[grids.Length];
        for (var k = 0; k < grids.Length; k++)
        {
            progress?.Report(new FitProgress("projections and centroids", k, grids.Length));
            if (features[k] is { } matrix) caches[k] = FitCache(matrix, classes, grids[k], k, cancellation);

            // The features of a fitted probe are the largest thing in memory, and nobody needs them any more.
            features[k] = null;
        }

        progress?.Report(new FitProgress("projections and centroids", grids.Length, grids.Length));
        return caches;
    }

    private CentroidCache? FitCache(FeatureMatrix features, int[] classes, int grid, int probe, CancellationToken cancellation)
    {
        var parallel = _options.Parallel(cancellation);
        var count = _model.Plan.Classes;
        if (RidgeChoice.Fit(features, classes, count, _options.Ridges, _options.KeyLength, parallel) is not { } projection) return null;
        var perClass = _options.CentroidsPerClass > 0 ? _options.CentroidsPerClass : ClassCentroids.DefaultCount(count);
        var seed = unchecked(_options.Seed * 1009 + probe);
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

    private LookUpTable LookUp(CentroidCache?[] caches, IImageSet images, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var table = new LookUpTable(images.Count, caches.Length);
        var key = new float[Math.Max(1, caches.Max(cache => cache?.KeyLength ?? 0))];
        var grids = caches.Select(cache => cache?.Grid ?? 0).ToArray();
        var classes = Observer.Run(_model, images, [.. Enumerable.Range(0, images.Count)], grids, (image, probe, pooled) =>
        {
            (table.Classes[probe][image], table.Scores[probe][image]) = caches[probe]!.LookUp(pooled, key);
        }, "calibration images", progress, cancellation);
        classes.CopyTo(table.Network, 0);
        return table;
    }

    // All images in order, or as many as memory allows, drawn with the seed.
    private int[] Draw(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        if (count <= _options.FittingImages) return order;
        new Random(_options.Seed).Shuffle(order);
        order = order[.._options.FittingImages];
        Array.Sort(order);
        return order;
    }

    private (int[] Selection, int[] Certification) Split(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(unchecked(_options.Seed + 1)).Shuffle(order);
        return (order[..(count / 5)], order[(count / 5)..]);
    }
}
