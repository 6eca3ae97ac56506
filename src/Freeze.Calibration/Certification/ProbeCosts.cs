using Freeze.Caching;
using Freeze.Calibration.Costs;

namespace Freeze.Calibration.Certification;

/// <summary>
/// What an image costs by where it leaves, look-ups counted: multiply-accumulates, or nanoseconds where they were measured on the target.
/// </summary>
/// <param name="Before">Cost of the layers before each probe.</param>
/// <param name="LookUps">Cost of each probe's look-up.</param>
/// <param name="Network">Cost of the whole network without look-ups.</param>
public sealed record ProbeCosts(long[] Before, long[] LookUps, long Network)
{
    /// <summary>Costs of a model with its caches.</summary>
    /// <param name="plan">The model's plan.</param>
    /// <param name="caches">One cache for each probe; null where there is none.</param>
    /// <param name="measured">Costs on the target; null to count multiply-accumulates.</param>
    public static ProbeCosts Of(ModelPlan plan, IReadOnlyList<ProbeCache?> caches, CostProfile? measured = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(caches);
        var model = new CostModel(plan, measured);
        return new ProbeCosts(
            model.Before,
            [.. plan.Probes.Select((probe, k) =>
                caches[k] is { } cache ? model.LookUp(k, cache.Macs(probe.Shape) - CostModel.PoolingMacs(probe.Shape)) : 0)],
            model.Network);
    }

    /// <summary>Cost of one image.</summary>
    /// <param name="exit">Index of the probe where it leaves; the number of probes at the end.</param>
    /// <param name="thresholds">Threshold of each probe; one that is infinite looks nothing up.</param>
    public long Of(int exit, ReadOnlySpan<float> thresholds)
    {
        var cost = exit < Before.Length ? Before[exit] : Network;
        for (var k = 0; k < Before.Length && k <= exit; k++)
            if (float.IsFinite(thresholds[k])) cost += LookUps[k];
        return cost;
    }
}
