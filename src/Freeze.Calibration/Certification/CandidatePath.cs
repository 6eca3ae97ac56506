using Freeze.Caching;

namespace Freeze.Calibration.Certification;

/// <summary>
/// Orders threshold vectors from safe to bold on selection images. The path starts with every probe off; each step lowers the one threshold that
/// saves the most work for each disagreement that it is expected to add, counted end to end: an image that leaves earlier is missing at later
/// probes. Thresholds only fall along the path.
/// </summary>
public static class CandidatePath
{
    // Steps of the scores' distribution at one probe; a step is about one image in a hundred.
    private const int Levels = 100;

    /// <summary>Finds the path.</summary>
    /// <param name="selection">Look-ups of the selection images.</param>
    /// <param name="models">Estimate of agreement for each probe; null where there is no cache.</param>
    /// <param name="costs">Cost of each exit.</param>
    /// <param name="limit">Expected disagreement at which the path may end.</param>
    /// <param name="cumulative">Whether a probe's look-up needs those of all earlier probes, answering or not.</param>
    /// <returns>Thresholds of all probes, safest first. Each lets somebody leave; the list is empty when nobody can leave at a profit.</returns>
    public static IReadOnlyList<float[]> Find(
        LookUpTable selection, IReadOnlyList<IAgreement?> models, ProbeCosts costs, double limit, bool cumulative = false)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(costs);
        var probes = selection.Probes;
        var steps = new float[probes][];
        for (var k = 0; k < probes; k++) steps[k] = models[k] is null ? [] : Steps(selection.Scores[k]);
        var risks = Risks(selection, models);

        var level = new int[probes];
        var thresholds = new float[probes];
        Array.Fill(thresholds, float.PositiveInfinity);
        var path = new List<float[]>();
        var now = Evaluate(thresholds);
        while (now.Risk <= limit * selection.Images)
        {
            var (bestRatio, bestProbe, bestLevel) = (0.0, -1, 0);
            var best = now;
            for (var k = 0; k < probes; k++)
            {
                // Longer jumps look past the price of switching a probe on and past unlucky images.
                for (var jump = 1; level[k] + jump <= steps[k].Length; jump *= 2)
                {
                    var old = thresholds[k];
                    thresholds[k] = steps[k][level[k] + jump - 1];
                    var next = Evaluate(thresholds);
                    thresholds[k] = old;
                    double saved = now.Cost - next.Cost;
                    var ratio = saved / Math.Max(next.Risk - now.Risk, 1e-9);
                    if (saved > 0 && ratio > bestRatio) (bestRatio, bestProbe, bestLevel, best) = (ratio, k, level[k] + jump, next);
                }
            }

            if (bestProbe < 0) break;

            // A long jump is walked in small steps, as long as each saves something: the test can then stop halfway.
            while (++level[bestProbe] <= bestLevel)
            {
                thresholds[bestProbe] = steps[bestProbe][level[bestProbe] - 1];
                var next = level[bestProbe] == bestLevel ? best : Evaluate(thresholds);
                if (next.Cost >= now.Cost) continue;
                now = next;
                path.Add(cumulative ? Listen(thresholds, models) : [.. thresholds]);
            }

            level[bestProbe] = bestLevel;
        }

        return path;

        (long Cost, double Risk) Evaluate(float[] wanted) =>
            CandidatePath.Evaluate(selection, risks, costs, cumulative ? Listen(wanted, models) : wanted);
    }

    // Probes before the last one that answers are looked up even where they answer nobody.
    private static float[] Listen(float[] thresholds, IReadOnlyList<IAgreement?> models)
    {
        var last = Array.FindLastIndex(thresholds, float.IsFinite);
        return [.. thresholds.Select((t, k) => k < last && !float.IsFinite(t) && models[k] is not null ? ProbeCache.Listening : t)];
    }

    private static float[] Steps(float[] scores)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        Array.Reverse(sorted);
        var stride = Math.Max(1, sorted.Length / Levels);

        // A score of zero is an exact tie between two classes: nobody leaves on that.
        return [.. sorted.Where((score, i) => i % stride == stride - 1 && score > 0).Distinct()];
    }

    // Estimate and observation together: the curve speaks where no selection image happened to go wrong, the images where the curve does not fit.
    private static double[][] Risks(LookUpTable selection, IReadOnlyList<IAgreement?> models)
    {
        var risks = new double[selection.Probes][];
        for (var k = 0; k < risks.Length; k++)
        {
            risks[k] = new double[selection.Images];
            if (models[k] is not { } model) continue;
            for (var i = 0; i < selection.Images; i++)
                risks[k][i] = model.Share * (1 - model.Probability(selection.Scores[k][i])) + (selection.Agrees(k, i) ? 0 : 1 - model.Share);
        }

        return risks;
    }

    private static (long Cost, double Risk) Evaluate(LookUpTable selection, double[][] risks, ProbeCosts costs, float[] thresholds)
    {
        long cost = 0;
        var risk = 0.0;
        for (var i = 0; i < selection.Images; i++)
        {
            var exit = selection.Exit(i, thresholds);
            cost += costs.Of(exit, thresholds);
            if (exit < risks.Length) risk += risks[exit][i];
        }

        return (cost, risk);
    }
}
