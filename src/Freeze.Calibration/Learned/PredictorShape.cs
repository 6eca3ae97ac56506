using Freeze.Calibration.Costs;

namespace Freeze.Calibration.Learned;

/// <summary>Grid and hidden units of a predictor.</summary>
/// <param name="Grid">Side of the pooling grid; 0 where a probe cannot pay.</param>
/// <param name="Hidden">Hidden units, a multiple of 16; 0 for a linear predictor.</param>
internal readonly record struct PredictorShape(int Grid, int Hidden)
{
    /// <summary>Share of the network's cost that all look-ups together may take, in thousandths.</summary>
    public const int CostLimit = 9;

    /// <summary>Most weights of all predictors together: 4 MB of single precision, less what biases and headers take.</summary>
    public const int WeightLimit = 980_000;

    // A look-up must cost less than this part of the work behind it: one request in so many must leave before it pays.
    private const int Worth = 20;

    /// <summary>
    /// Most values of a pooled activation. Where things lie tells more than units do: with as many weights, 4x4 cells of 256 channels and 32 units do
    /// better than 2x2 and 128.
    /// </summary>
    public const int MaximumValues = 4096;

    /// <summary>Shapes predictors so that they stay within the limits; a probe gets more where more work lies behind it.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="grid">Side of the grid at a probe; null to choose.</param>
    /// <param name="hidden">Most hidden units of one predictor.</param>
    /// <param name="measured">What the network costs on the target; null to count multiply-accumulates.</param>
    /// <param name="maxBytes">Most bytes of the caches' file; null for the usual limit of weights.</param>
    /// <exception cref="FreezeException">There is no room for any predictor.</exception>
    public static PredictorShape[] Choose(
        ModelPlan plan, Func<ProbePoint, int>? grid, int hidden, CostProfile? measured = null, long? maxBytes = null)
    {
        var (probes, costs) = (plan.Probes, new CostModel(plan, measured));
        var behind = costs.Before.Select(before => costs.Network - before).ToArray();
        var limit = maxBytes is { } bytes ? CacheRoom.Values(bytes, probes.Count) / sizeof(float) - probes.Count * (long)plan.Classes : WeightLimit;
        var grids = Grids(plan, grid, maxBytes is null ? 0 : limit);

        // Where the rest of the network is no dearer than the look-up, nobody can save anything.
        for (var k = 0; k < grids.Length; k++)
            if (behind[k] <= costs.LookUp(k, 0)) grids[k] = 0;

        var shapes = grids.Select(g => new PredictorShape(g, 0)).ToArray();
        var macs = shapes.Select((s, k) => s.Grid == 0 ? 0 : CostModel.PoolingMacs(probes[k].Shape)).Sum();
        var weights = new long[shapes.Length];

        // Sixteen units at a time go to the probe with the fewest weights for what it can save. Savings count by their root: who can save the most,
        // the first probes, know the least.
        var open = Enumerable.Range(0, shapes.Length).Where(k => shapes[k].Grid > 0).ToList();
        while (open.Count > 0)
        {
            var k = open.MinBy(k => weights[k] / Math.Sqrt(behind[k]));
            var wider = shapes[k] with { Hidden = shapes[k].Hidden + MatrixProduct.Width };
            var added = MatrixProduct.Width * (Values(probes[k], wider.Grid) + plan.Classes);
            var bias = maxBytes is null ? 0 : MatrixProduct.Width;
            if (wider.Hidden > hidden || weights.Sum() + added + bias > limit || macs + added > plan.Macs * CostLimit / 1000
                || costs.LookUp(k, weights[k] + added) > behind[k] / Worth)
            {
                open.Remove(k);
                continue;
            }

            shapes[k] = wider;
            weights[k] += added + bias;
            macs += added;
        }

        // Who got no unit is linear, if that is worth it.
        var worthwhile = false;
        for (var k = 0; k < shapes.Length; k++)
        {
            worthwhile |= shapes[k].Hidden > 0;
            if (shapes[k] is not { Grid: > 0, Hidden: 0 }) continue;
            var linear = Values(probes[k], shapes[k].Grid) * plan.Classes;
            var pays = costs.LookUp(k, linear) <= behind[k] / Worth;
            worthwhile |= pays;
            if (pays && weights.Sum() + linear <= limit) weights[k] = linear;
            else shapes[k] = default;
        }

        if (maxBytes is { } most && worthwhile && Array.TrueForAll(shapes, shape => shape.Grid == 0))
            throw CacheRoom.TooSmall(most, probes.Min(probe => 4 * (Values(probe, 1) + 1) * plan.Classes));
        return shapes;
    }

    // Where there is little room, grids are so coarse that every probe may get a predictor.
    private static int[] Grids(ModelPlan plan, Func<ProbePoint, int>? grid, long limit)
    {
        for (var values = MaximumValues; ; values /= 2)
        {
            int[] grids = [.. plan.Probes.Select(probe => grid?.Invoke(probe) ?? PoolingGrid.Choose(probe.Shape, values))];
            var least = plan.Probes.Select((probe, k) => Values(probe, grids[k]) * Math.Min(MatrixProduct.Width, plan.Classes)).Sum();
            if (limit == 0 || least <= limit || values <= 1) return grids;
        }
    }

    private static long Values(ProbePoint probe, int grid) => (long)probe.Shape.Channels * grid * grid;
}
