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

    /// <summary>Shapes predictors so that they stay within the limits; a probe gets more where more work lies behind it.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="grid">Side of the grid at a probe; null to choose.</param>
    /// <param name="hidden">Most hidden units of one predictor.</param>
    public static PredictorShape[] Choose(ModelPlan plan, Func<ProbePoint, int>? grid, int hidden)
    {
        var probes = plan.Probes;
        var grids = probes.Select(probe => grid?.Invoke(probe) ?? Grids(probe.Shape)).ToArray();
        var behind = probes.Select(probe => plan.Macs - plan.MacsBefore(probe.AfterLayers)).ToArray();

        // Where the rest of the network is no dearer than the look-up, nobody can save anything.
        for (var k = 0; k < grids.Length; k++)
            if (behind[k] <= Fixed(probes[k].Shape, grids[k], plan.Classes, hidden: 0)) grids[k] = 0;

        var shapes = grids.Select(g => new PredictorShape(g, 0)).ToArray();
        var cost = shapes.Select((s, k) => s.Grid == 0 ? 0 : Fixed(probes[k].Shape, s.Grid, plan.Classes, 0)).Sum();
        long weights = 0, limit = plan.Macs * CostLimit / 1000;

        // Sixteen units at a time, round by round, for the probe with the fewest of those that still have room; last ones first to drop out.
        var full = new bool[shapes.Length];
        while (true)
        {
            var next = -1;
            for (var k = 0; k < shapes.Length; k++)
                if (shapes[k].Grid > 0 && !full[k] && (next < 0 || shapes[k].Hidden < shapes[next].Hidden)) next = k;
            if (next < 0) return shapes;
            var shape = probes[next].Shape;
            var wider = shapes[next] with { Hidden = shapes[next].Hidden + MatrixProduct.Width };
            var added = MatrixProduct.Width * ((long)shape.Channels * wider.Grid * wider.Grid + plan.Classes);
            full[next] = wider.Hidden > hidden || weights + added > WeightLimit || cost + added > limit
                || Fixed(shape, wider.Grid, plan.Classes, wider.Hidden) > behind[next] / 20;
            if (full[next]) continue;
            shapes[next] = wider;
            (weights, cost) = (weights + added, cost + added);
        }
    }

    private static int Grids(Shape shape) => PoolingGrid.Choose(shape);

    private static long Fixed(Shape shape, int grid, int classes, int hidden)
    {
        var pooled = (long)shape.Channels * grid * grid;
        return (long)shape.Channels * shape.Height * shape.Width + (hidden > 0 ? hidden * (pooled + classes) : pooled * classes) + 2 * classes;
    }
}
