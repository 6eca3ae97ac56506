using Freeze.Storage;

namespace Freeze.Calibration;

/// <summary>What a report that was read may hold: pages and tables show it, and comparisons reckon with it.</summary>
internal static class EvaluationChecks
{
    private const int MostEntries = 100_000;

    /// <summary>What is wrong with a report; null when nothing is.</summary>
    public static string? Problem(EvaluationReport r)
    {
        if (r.Format < 0) return $"its format is {r.Format}";
        if (r.Images < 1) return $"it is about {r.Images} images";
        if (!Share(r.Agreement)) return "its agreement is not a share from 0 to 1";
        if (!Share(r.AccuracyFull ?? 0) || !Share(r.AccuracyCached ?? 0)) return "an accuracy is not a share from 0 to 1";
        if (r.AccuracyFull is null != r.AccuracyCached is null) return "it has one accuracy without the other";

        // Look-ups count: caches may cost many times what they save, and a report must be able to say so.
        if (!double.IsFinite(r.MacsSaved) || r.MacsSaved > 1) return "the share of multiply-accumulates that it saves is above 1";
        if (!Time(r.MillisecondsFull) || !Time(r.MillisecondsCached)) return "a time is not a number of milliseconds";
        if (r.Certificate is { } c && !(Share(c.Risk) && Share(c.Confidence) && c.Disagreements >= 0 && c.Disagreements <= c.Images))
            return "its certificate promises what cannot be";
        return Probes(r) ?? Latency(r.Latency) ?? Model(r.Model) ?? Lists(r);
    }

    private static string? Probes(EvaluationReport r)
    {
        if (Broken(r.Probes)) return "its list of probes is broken";
        foreach (var probe in r.Probes)
            if (!Share(probe.Share) || probe.Agreement is { } agreement && !Share(agreement))
                return $"the figures of probe '{HostileText.Printable(probe.Name)}' are not shares from 0 to 1";
        if (r.Probes.Sum(probe => probe.Share) > 1 + 1e-6) return "more images left than there were";
        var twice = r.Probes.GroupBy(probe => probe.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : $"it has probe '{HostileText.Printable(twice.Key)}' twice";
    }

    private static string? Latency(EvaluationLatency? latency) =>
        latency is null || latency.Calls >= 1 && Rise(latency.Full) && Rise(latency.Cached)
            ? null : "its percentiles are not times that rise";

    private static string? Model(EvaluatedModel? model) =>
        model is not null && (model.Macs < 0 || model.CacheBytes < 0 || Broken(model.Files) || Broken(model.CacheKinds))
            ? "its model is broken" : null;

    private static string? Lists(EvaluationReport r)
    {
        if (r.Data is { } data && data.Images != r.Images) return $"it is about {r.Images} images and {data.Images} images";
        if (r.LeftOut is { } leftOut && Broken(leftOut)) return "its list of what was left out is broken";
        if (r.Classes is { } classes && Broken(classes)) return "its list of classes is broken";
        if (r.Confusion is { } confusion && Broken(confusion.Pairs)) return "its list of confused classes is broken";
        return r.Differences is { } differences && Broken(differences.Images) ? "its list of differing images is broken" : null;
    }

    private static bool Broken<T>(IReadOnlyList<T> list)
        where T : class => list.Count > MostEntries || list.Any(entry => entry is null);

    private static bool Share(double value) => value is >= 0 and <= 1;

    private static bool Time(double value) => value is >= 0 and <= 1e9;

    private static bool Rise(Percentiles p) => Time(p.P50) && p.P50 <= p.P95 && p.P95 <= p.P99 && p.P99 <= p.Longest && Time(p.Longest);
}
