using Freeze.Caching;

namespace Freeze.Samples.Quickstart;

/// <summary>Multiply-accumulates of a request, by the exit that it took; look-ups are counted.</summary>
internal static class Work
{
    /// <summary>What a request costs that leaves at a probe, or, after the last probe, at the end.</summary>
    public static long Macs(ModelPlan plan, CacheSet caches, int exit)
    {
        long macs = exit < plan.Probes.Count ? plan.MacsBefore(plan.Probes[exit].AfterLayers) : plan.Macs;
        for (int i = 0; i <= Math.Min(exit, plan.Probes.Count - 1); i++)
        {
            if (caches.Probes[i] is { IsOn: true } cache)
            {
                macs += cache.Macs(plan.Probes[i].Shape);
            }
        }

        return macs;
    }

    /// <summary>Share of the full network's multiply-accumulates that the caches save.</summary>
    public static double Saved(ModelPlan plan, CacheSet caches, Comparison comparison)
        => 1 - Enumerable.Range(0, plan.Probes.Count + 1).Sum(exit => comparison.AtExit(exit).Share * Macs(plan, caches, exit)) / plan.Macs;
}
