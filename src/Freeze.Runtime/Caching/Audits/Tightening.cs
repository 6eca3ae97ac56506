namespace Freeze.Caching.Audits;

/// <summary>Caches with higher thresholds.</summary>
/// <param name="Caches">The caches.</param>
/// <param name="Changes">Probes that changed and how.</param>
internal sealed record Tightening(CacheSet Caches, IReadOnlyList<(int Probe, PromiseChange Change)> Changes)
{
    // Fewer audited hits than this cannot speak for a threshold.
    private const int Least = 10;

    /// <summary>
    /// Raises the threshold of every probe that was wrong too often: to the lowest score above which the audited hits were right twice as often as
    /// needed, or so far that it answers nobody. What the others raise falls to later probes, which go on being audited.
    /// </summary>
    /// <param name="caches">The caches in use.</param>
    /// <param name="hits">Audited hits, one wrong at least.</param>
    /// <param name="allowed">Share of hits that may be wrong.</param>
    public static Tightening Of(CacheSet caches, IReadOnlyList<AuditedHit> hits, double allowed)
    {
        var probes = caches.Probes.ToArray();
        var changes = new List<(int, PromiseChange)>();
        var (all, wrong) = (new int[probes.Length], new int[probes.Length]);
        foreach (var hit in hits)
        {
            all[hit.Probe]++;
            if (!hit.Agrees) wrong[hit.Probe]++;
        }

        for (var k = 0; k < probes.Length; k++)
            if (wrong[k] > allowed * all[k]) Raise(k);

        // Each by itself may be within what is allowed of it while all together are not.
        if (changes.Count == 0 && hits.Count > 0) Raise(Array.IndexOf(wrong, wrong.Max()));

        // Probes behind the last that answers need not be looked up any more.
        var last = Array.FindLastIndex(probes, cache => cache?.Threshold <= 1);
        for (var k = last + 1; k < probes.Length; k++) probes[k] = probes[k]?.WithThreshold(float.PositiveInfinity);
        return new Tightening(new CacheSet { Probes = probes, Weights = caches.Weights, Written = caches.Written }, changes);

        void Raise(int k)
        {
            if (probes[k] is not { } cache) return;
            var here = hits.Where(hit => hit.Probe == k).ToArray();
            Array.Sort(here, (a, b) => b.Score.CompareTo(a.Score));
            var threshold = Threshold(here, allowed / 2);

            // Later learned probes build on the evidence of one that answers nobody, so it listens.
            if (threshold > 1 && cache is not LearnedCache) threshold = float.PositiveInfinity;
            probes[k] = cache.WithThreshold(threshold);
            changes.Add((k, threshold <= 1 ? PromiseChange.Tightened : PromiseChange.SwitchedOff));
        }
    }

    private static float Threshold(AuditedHit[] sorted, double allowed)
    {
        var (threshold, wrong) = (ProbeCache.Listening, 0);
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            if (!sorted[i].Agrees) wrong++;
            if (i + 1 >= Least && wrong <= allowed * (i + 1) && sorted[i].Score > sorted[i + 1].Score) threshold = sorted[i].Score;
        }

        return threshold;
    }
}
