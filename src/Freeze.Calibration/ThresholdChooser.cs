using System.Globalization;
using Freeze.Caching;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration;

/// <summary>Chooses thresholds for fitted caches on selection images and certifies them on others.</summary>
internal sealed class ThresholdChooser(FrozenModel model, FitOptions options)
{
    public FitResult Choose(
        CentroidCache?[] caches, LookUpTable selection, LookUpTable certification, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new FitProgress("thresholds and certificate", 0, 1));
        cancellation.ThrowIfCancellationRequested();
        var models = caches.Select((cache, k) => cache is null ? null : FitAgreement(selection, k)).ToArray();
        var costs = ProbeCosts.Of(model.Plan, caches);

        // Beyond several times the budget no candidate can pass, so the path may end there.
        var candidates = CandidatePath.Find(selection, models, costs, 5 * options.Risk + 0.05);
        var test = LearnThenTest.Walk(certification, candidates, options.Risk, options.Confidence);
        var thresholds = test.Thresholds ?? [.. caches.Select(_ => float.PositiveInfinity)];
        var certificate = test.Thresholds is null ? null : Certify(test);
        var fitted = caches.Select((cache, k) => cache is null ? null : Finish(cache, models[k]!, thresholds[k])).ToArray();
        progress?.Report(new FitProgress("thresholds and certificate", 1, 1));
        return new FitResult
        {
            Caches = new CacheSet { Probes = fitted, Weights = model.Weights, Certificate = certificate },
            Certificate = certificate,
            Probes = Summarise(fitted, selection, thresholds),
            Tightest = candidates.Count > 0 ? test.Tightest : null,
            Explanation = certificate is null ? Explain(candidates.Count > 0, test) : null,
        };
    }

    private static AgreementModel FitAgreement(LookUpTable selection, int probe)
    {
        var agrees = new bool[selection.Images];
        for (var i = 0; i < agrees.Length; i++) agrees[i] = selection.Agrees(probe, i);
        return AgreementModel.Fit(selection.Scores[probe], agrees);
    }

    private static CentroidCache Finish(CentroidCache cache, AgreementModel agreement, float threshold) => new()
    {
        Grid = cache.Grid,
        Projection = cache.Projection,
        Offset = cache.Offset,
        Centroids = cache.Centroids,
        Classes = cache.Classes,
        Threshold = threshold,
        Slope = (float)agreement.Slope,
        Intercept = (float)agreement.Intercept,
    };

    private Certificate Certify(TestResult test) => new()
    {
        Risk = options.Risk,
        Confidence = options.Confidence,
        Images = test.Images,
        Disagreements = test.Disagreements,
        Bound = test.Bound,
        Weights = model.Weights,
        Preprocessing = model.Plan.Input.Describe(),
        Precision = "float32",
        Device = model.Device.Name,
        Thresholds = test.Thresholds!,
        SamplingUnit = options.SamplingUnit,
        Seed = options.Seed,
    };

    private List<ProbeSummary> Summarise(CentroidCache?[] caches, LookUpTable selection, float[] thresholds)
    {
        var (exits, wrong) = selection.Walk(thresholds);
        var images = Math.Max(1, selection.Images);
        return [.. caches.Select((cache, k) => new ProbeSummary(
            model.Plan.Probes[k].Name,
            cache?.Grid ?? 0,
            cache?.KeyLength ?? 0,
            cache?.Classes.Length ?? 0,
            thresholds[k],
            cache is null ? 0 : (double)Enumerable.Range(0, selection.Images).Count(i => selection.Agrees(k, i)) / images,
            (double)exits[k] / images,
            exits[k] > 0 ? 1 - (double)wrong[k] / exits[k] : null))];
    }

    private string Explain(bool anyCandidate, TestResult test)
    {
        if (!anyCandidate)
            return "The caches are off: no probe tells the classes apart well enough for anybody to leave at a profit.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Cannot be certified at {options.Risk:0.##%}, the tightest is {Math.Ceiling(test.Tightest * 1e4) / 1e4:0.##%} "
            + $"({test.Images} images, confidence {options.Confidence:0.##%}). ")
            + "The caches are off. More calibration images or a larger risk help.";
    }
}
