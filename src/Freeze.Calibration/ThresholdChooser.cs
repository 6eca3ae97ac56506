using System.Globalization;
using Freeze.Caching;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Learned;

namespace Freeze.Calibration;

/// <summary>Chooses thresholds for fitted caches on selection images and certifies them on others.</summary>
internal sealed class ThresholdChooser(FrozenModel model, FitOptions options)
{
    /// <summary>Orders candidate thresholds on selection images.</summary>
    public ThresholdPlan Plan(ProbeCache?[] caches, LookUpTable selection)
    {
        var models = caches.Select((cache, k) => Agreement(cache, selection, k)).ToArray();
        ProbeCache?[] finished = [.. caches.Select((cache, k) => cache is CentroidCache centroids && models[k] is AgreementModel model
            ? centroids.With(cache.Threshold, (float)model.Slope, (float)model.Intercept) : cache)];
        var costs = ProbeCosts.Of(model.Plan, caches, options.Costs);

        // Beyond several times the budget no candidate can pass, so the path may end there.
        var candidates = CandidatePath.Find(selection, models, costs, 5 * options.Risk + 0.05, caches.Any(cache => cache is LearnedCache));
        var saved = 0.0;
        foreach (var candidate in candidates)
        {
            if (selection.Walk(candidate).Disagreements.Sum() > options.Risk * selection.Images) break;
            var cost = Enumerable.Range(0, selection.Images).Average(i => (double)costs.Of(selection.Exit(i, candidate), candidate));
            saved = 1 - cost / costs.Network;
        }

        return new ThresholdPlan(finished, selection, candidates, saved);
    }

    /// <summary>Certifies one of a plan's candidates on images that were used for nothing else.</summary>
    /// <param name="plan">The candidates.</param>
    /// <param name="certification">Look-ups of images that were used for nothing else.</param>
    /// <param name="calibration">All calibration images, counted; null where they are known to differ from each other.</param>
    public FitResult Certify(ThresholdPlan plan, LookUpTable certification, DistinctImages? calibration = null)
    {
        var (caches, candidates) = (plan.Caches, plan.Candidates);
        var test = LearnThenTest.Walk(certification, candidates, options.Risk, options.Confidence);
        var thresholds = test.Thresholds ?? [.. caches.Select(_ => float.PositiveInfinity)];
        var certificate = test.Thresholds is null ? null : Certify(test, calibration);
        ProbeCache?[] fitted = [.. caches.Select((cache, k) => cache?.WithThreshold(thresholds[k]))];
        return new FitResult
        {
            Caches = new CacheSet { Probes = fitted, Weights = model.Weights, Certificate = certificate },
            Certificate = certificate,
            Probes = Summarise(fitted, plan.Selection, thresholds),
            Tightest = candidates.Count > 0 ? test.Tightest : null,
            Explanation = certificate is null ? Explain(candidates.Count > 0, test, calibration) : null,
        };
    }

    private static IAgreement? Agreement(ProbeCache? cache, LookUpTable selection, int probe)
    {
        if (cache is null) return null;
        if (cache is LearnedCache) return new ScoreAsAgreement();
        var agrees = new bool[selection.Images];
        for (var i = 0; i < agrees.Length; i++) agrees[i] = selection.Agrees(probe, i);
        return AgreementModel.Fit(selection.Scores[probe], agrees);
    }

    private Certificate Certify(TestResult test, DistinctImages? calibration) => new()
    {
        Risk = options.Risk,
        Confidence = options.Confidence,
        Images = test.Images,
        CalibrationImages = calibration?.WithCopies,
        DistinctImages = calibration?.Count,
        Disagreements = test.Disagreements,
        Bound = test.Bound,
        Weights = model.Weights,
        Preprocessing = model.Plan.Input.Describe(),
        Precision = "float32",
        Device = model.Device.Name,
        Thresholds = test.Thresholds!,
        SamplingUnit = calibration is null ? options.SamplingUnit : $"distinct {options.SamplingUnit}",
        Seed = options.Seed,
    };

    private List<ProbeSummary> Summarise(ProbeCache?[] caches, LookUpTable selection, float[] thresholds)
    {
        var (exits, wrong) = selection.Walk(thresholds);
        var images = Math.Max(1, selection.Images);
        return [.. caches.Select((cache, k) => new ProbeSummary(
            model.Plan.Probes[k].Name,
            cache?.Kind ?? "",
            cache?.Grid ?? 0,
            cache switch { LearnedCache learned => learned.Hidden, CentroidCache centroids => centroids.Classes.Length, _ => 0 },
            cache?.Macs(model.Plan.Probes[k].Shape) ?? 0,
            cache?.Bytes ?? 0,
            thresholds[k],
            cache is null ? 0 : (double)Enumerable.Range(0, selection.Images).Count(i => selection.Agrees(k, i)) / images,
            (double)exits[k] / images,
            exits[k] > 0 ? 1 - (double)wrong[k] / exits[k] : null))];
    }

    private string Explain(bool anyCandidate, TestResult test, DistinctImages? calibration)
    {
        if (!anyCandidate)
            return "The caches are off: no probe tells the classes apart well enough for any image to leave at a profit.";
        var copies = calibration is { } all && all.WithCopies > all.Count
            ? $"Of the {all.WithCopies} calibration images {all.Count} are distinct, and copies are no evidence. " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Cannot be certified at {options.Risk:0.####%}, the tightest is {Math.Ceiling(test.Tightest * 1e4) / 1e4:0.##%} "
            + $"({test.Images} distinct images certify, confidence {options.Confidence:0.####%}). {copies}The caches are off. "
            + $"More calibration images or a larger risk help. "
            + $"This risk takes at least {CalibrationNeed.Images(options.Risk, options.Confidence)} distinct calibration images.");
    }
}
