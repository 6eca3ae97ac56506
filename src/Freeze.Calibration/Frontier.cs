using Freeze.Calibration.Certification;
using Freeze.Calibration.Costs;

namespace Freeze.Calibration;

/// <summary>
/// What work can be saved at what disagreement, on the selection images. They order the thresholds and say what scores mean, so the curves flatter a
/// little; neither certification nor test images have a part in them, and a budget may be chosen from them.
/// </summary>
public sealed record Frontier
{
    /// <summary>Selection images.</summary>
    public required int Images { get; init; }

    /// <summary>Centroids: one point for each candidate, safest first.</summary>
    public required IReadOnlyList<OperatingPoint> Centroids { get; init; }

    /// <summary>Learned caches: one point for each candidate, safest first.</summary>
    public required IReadOnlyList<OperatingPoint> Learned { get; init; }

    /// <summary>
    /// Share of the work that an oracle saves: each image leaves at the first probe from which on the better predictor of every probe gives the
    /// network's answer. It knows that answer, so nothing differs and it needs no look-up: a limit, not a method.
    /// </summary>
    public required double Oracle { get; init; }

    /// <summary>Share of the images that the oracle lets go in the first half of the probes.</summary>
    public required double OracleByHalf { get; init; }

    /// <summary>
    /// Milliseconds of the whole network that the shares are of, as measured on the target; null where work is multiply-accumulates.
    /// </summary>
    public double? Milliseconds { get; init; }

    /// <summary>The most that a curve saves within a disagreement; 0 where it has no point.</summary>
    /// <param name="curve">A curve of this frontier.</param>
    /// <param name="disagreement">Largest share of answers that may differ.</param>
    public static double Saved(IReadOnlyList<OperatingPoint> curve, double disagreement)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return curve.Where(point => point.Disagreement <= disagreement).Select(point => point.Saved).DefaultIfEmpty().Max();
    }

    internal static Frontier Of(ModelPlan plan, ThresholdPlan centroids, ThresholdPlan learned, CostProfile? measured = null)
    {
        LookUpTable[] tables = [centroids.Selection, learned.Selection];
        bool[][] there = [[.. centroids.Caches.Select(cache => cache is not null)], [.. learned.Caches.Select(cache => cache is not null)]];
        var (saved, byHalf) = FindOracle(plan, tables, there, measured);
        return new Frontier
        {
            Images = centroids.Selection.Images,
            Centroids = Curve(plan, centroids, measured),
            Learned = Curve(plan, learned, measured),
            Oracle = saved,
            OracleByHalf = byHalf,
            Milliseconds = measured?.Network,
        };
    }

    internal static (double Saved, double ByHalf) FindOracle(
        ModelPlan plan, LookUpTable[] tables, bool[][] there, CostProfile? measured = null)
    {
        var costs = new CostModel(plan, measured);
        var (probes, images) = (plan.Probes.Count, tables[0].Images);
        var best = new int[probes];
        for (var k = 0; k < probes; k++)
        {
            var counts = tables.Select((table, t) => there[t][k] ? Enumerable.Range(0, images).Count(i => table.Agrees(k, i)) : -1).ToArray();
            best[k] = counts.Max() < 0 ? -1 : Array.IndexOf(counts, counts.Max());
        }

        var (cost, early) = (0.0, 0);
        for (var i = 0; i < images; i++)
        {
            // Probes without any predictor let nobody go; they do not speak against those before them.
            var exit = probes;
            for (var k = probes - 1; k >= 0; k--)
            {
                if (best[k] < 0) continue;
                if (!tables[best[k]].Agrees(k, i)) break;
                exit = k;
            }

            cost += exit < probes ? costs.Before[exit] : costs.Network;
            if (exit < probes / 2) early++;
        }

        return (1 - cost / ((double)costs.Network * images), (double)early / images);
    }

    private static List<OperatingPoint> Curve(ModelPlan plan, ThresholdPlan of, CostProfile? measured)
    {
        var costs = ProbeCosts.Of(plan, of.Caches, measured);
        return [.. of.Candidates.Select(candidate =>
        {
            var cost = Enumerable.Range(0, of.Selection.Images).Average(i => (double)costs.Of(of.Selection.Exit(i, candidate), candidate));
            return new OperatingPoint(1 - cost / costs.Network, (double)of.Selection.Walk(candidate).Disagreements.Sum() / of.Selection.Images);
        })];
    }
}
