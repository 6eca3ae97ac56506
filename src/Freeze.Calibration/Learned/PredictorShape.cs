using Freeze.Layers;

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
    public static PredictorShape[] Choose(ModelPlan plan, Func<ProbePoint, int>? grid, int hidden)
    {
        var probes = plan.Probes;
        var grids = probes.Select(probe => grid?.Invoke(probe) ?? PoolingGrid.Choose(probe.Shape, MaximumValues)).ToArray();
        var behind = probes.Select(probe => plan.Macs - plan.MacsBefore(probe.AfterLayers)).ToArray();

        // Where the rest of the network is no dearer than the look-up, nobody can save anything.
        for (var k = 0; k < grids.Length; k++)
            if (behind[k] <= Pooling(probes[k].Shape)) grids[k] = 0;

        var shapes = grids.Select(g => new PredictorShape(g, 0)).ToArray();
        var cost = shapes.Select((s, k) => s.Grid == 0 ? 0 : Pooling(probes[k].Shape)).Sum();
        var weights = new long[shapes.Length];

        // Sixteen units at a time go to the probe with the fewest weights for what it can save. Savings count by their root: who can save the most,
        // the first probes, know the least.
        var open = Enumerable.Range(0, shapes.Length).Where(k => shapes[k].Grid > 0).ToList();
        while (open.Count > 0)
        {
            var k = open.MinBy(k => weights[k] / Math.Sqrt(behind[k]));
            var shape = probes[k].Shape;
            var wider = shapes[k] with { Hidden = shapes[k].Hidden + MatrixProduct.Width };
            var added = MatrixProduct.Width * ((long)shape.Channels * wider.Grid * wider.Grid + plan.Classes);
            if (wider.Hidden > hidden || weights.Sum() + added > WeightLimit || cost + added > plan.Macs * CostLimit / 1000
                || Pooling(shape) + weights[k] + added > behind[k] / Worth)
            {
                open.Remove(k);
                continue;
            }

            shapes[k] = wider;
            weights[k] += added;
            cost += added;
        }

        // Who got no unit is linear, if that is worth it.
        for (var k = 0; k < shapes.Length; k++)
        {
            if (shapes[k] is not { Grid: > 0, Hidden: 0 }) continue;
            var linear = (long)probes[k].Shape.Channels * shapes[k].Grid * shapes[k].Grid * plan.Classes;
            if (weights.Sum() + linear > WeightLimit || Pooling(probes[k].Shape) + linear > behind[k] / Worth) shapes[k] = default;
            else weights[k] = linear;
        }

        return shapes;
    }

    private static long Pooling(Shape shape) => (long)shape.Channels * shape.Height * shape.Width;
}
