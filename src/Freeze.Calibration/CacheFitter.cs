using Freeze.Caching;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Clustering;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration;

/// <summary>
/// Fits the caches of a model. Fitting images make predictors or centroids from the network's own predictions; a fifth of the calibration images
/// says what scores mean and orders candidate thresholds, the rest certifies one of them. No image has two of these roles, and labels have none.
/// Of calibration images that are equal, byte by byte as they enter the network, one has a role, and the others have none.
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
        _options.Costs?.CheckFits(model.Plan);
    }

    /// <summary>Fits and certifies.</summary>
    /// <param name="fitting">Images for predictors or centroids; the network may have been trained on them.</param>
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
        var distinct = DistinctImages.Of(calibration, _model.Plan.Input.Values, progress, cancellation);
        if (distinct.Count < CalibrationNeed.Fewest)
            throw new FreezeException($"Calibration needs at least five distinct images, but there are {distinct.Count}.");

        LookUpTable? centroidTable = null, learnedTable = null;
        var both = _options.Frontier || _options.Kind == CacheKind.Auto;
        var centroids = !both && _options.Kind == CacheKind.Learned
            ? null : PlanCentroids(fitting, distinct, progress, cancellation, out centroidTable);
        var learned = !both && _options.Kind == CacheKind.Centroids
            ? null : PlanLearned(fitting, distinct, progress, cancellation, out learnedTable);

        // Which kind is better is a choice like that of a threshold: selection images make it.
        progress?.Report(new FitProgress("thresholds and certificate", 0, 1));
        cancellation.ThrowIfCancellationRequested();
        var takeCentroids = _options.Kind == CacheKind.Auto ? centroids!.Saved > learned!.Saved : _options.Kind == CacheKind.Centroids;
        var (plan, table) = takeCentroids ? (centroids!, centroidTable!) : (learned!, learnedTable!);
        var result = new ThresholdChooser(_model, _options).Certify(plan, table.Select(Split(distinct.Count).Certification), distinct);
        progress?.Report(new FitProgress("thresholds and certificate", 1, 1));
        return _options.Frontier ? result with { Frontier = Frontier.Of(_model.Plan, centroids!, learned!, _options.Costs) } : result;
    }

    private ThresholdPlan PlanCentroids(
        IImageSet fitting, DistinctImages calibration, IProgress<FitProgress>? progress, CancellationToken cancellation,
        out LookUpTable table)
    {
        var fitter = new CentroidFitter(_model, _options);
        var caches = fitter.Fit(fitting, Draw(fitting.Count), progress, cancellation);
        table = fitter.LookUp(caches, calibration, progress, cancellation);
        return new ThresholdChooser(_model, _options).Plan(caches, table.Select(Split(calibration.Count).Selection));
    }

    private ThresholdPlan PlanLearned(
        IImageSet fitting, DistinctImages calibration, IProgress<FitProgress>? progress, CancellationToken cancellation,
        out LookUpTable table)
    {
        var caches = new LearnedFitter(_model, _options).Fit(fitting, Draw(fitting.Count), progress, cancellation);
        var opinions = Opinions.Of(_model, caches, calibration, progress, cancellation);
        var selection = Split(calibration.Count).Selection;
        caches = opinions.Join(caches, selection);
        table = opinions.LookUp(caches);
        return new ThresholdChooser(_model, _options).Plan(caches, table.Select(selection));
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
        var selecting = CalibrationNeed.Selecting(count);
        return (order[..selecting], order[selecting..]);
    }
}
