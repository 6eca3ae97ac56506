using Freeze.Caching;

namespace Freeze.Bench.Comparison;

/// <summary>
/// Multiply-accumulates that an image took on average, look-ups counted. Layers count as the definition says; when kernels that multiply less
/// (Winograd) report their own count, this is the place to take it.
/// </summary>
internal static class ExecutedMacs
{
    public static double Mean(ModelPlan plan, CacheSet? caches, ReadOnlySpan<Prediction> predictions)
    {
        if (caches is null) return plan.Macs;
        var sum = 0.0;
        foreach (var prediction in predictions) sum += Of(plan, caches, prediction.ProbeIndex);
        return sum / predictions.Length;
    }

    private static long Of(ModelPlan plan, CacheSet caches, int exit)
    {
        var macs = exit < plan.Probes.Count ? plan.MacsBefore(plan.Probes[exit].AfterLayers) : plan.Macs;
        for (var probe = 0; probe <= Math.Min(exit, plan.Probes.Count - 1); probe++)
            if (caches.Probes[probe] is { IsOn: true } cache) macs += cache.Macs(plan.Probes[probe].Shape);
        return macs;
    }
}
