using Freeze.Storage;

namespace Freeze.Calibration;

/// <summary>An evaluation beside an earlier one of the same images.</summary>
/// <param name="Baseline">Name of the earlier report.</param>
/// <param name="Date">When it was made; null when it does not say so.</param>
/// <param name="Notes">What else differs between the two, or cannot be told, in sentences.</param>
/// <param name="Shares">Savings, agreement, accuracy and risk.</param>
/// <param name="Milliseconds">Latencies, milliseconds an image.</param>
/// <param name="Exits">Share of the images that leave at each probe, and at the end.</param>
public sealed record EvaluationComparison(
    string Baseline, DateTimeOffset? Date, IReadOnlyList<string> Notes,
    IReadOnlyList<ComparedFigure> Shares, IReadOnlyList<ComparedFigure> Milliseconds, IReadOnlyList<ComparedFigure> Exits)
{
    /// <summary>Compares.</summary>
    /// <param name="report">The present evaluation.</param>
    /// <param name="baseline">The earlier one.</param>
    /// <param name="name">What the earlier one is called.</param>
    /// <exception cref="FreezeException">They saw other images.</exception>
    public static EvaluationComparison Of(EvaluationReport report, EvaluationReport baseline, string name)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(name);
        if (report.Data is { } data) CheckSameImages(data, baseline, name);
        var relabelled = report.Data?.Labels != baseline.Data?.Labels && baseline.Data is not null;
        double? Accuracy(double? value) => relabelled ? null : value;
        ComparedFigure[] shares =
        [
            new("multiply-accumulates saved", baseline.MacsSaved, report.MacsSaved),
            new("agreement with the full network", baseline.Agreement, report.Agreement),
            new("accuracy, caches on", Accuracy(baseline.AccuracyCached), report.AccuracyCached),
            new("accuracy, full network", Accuracy(baseline.AccuracyFull), report.AccuracyFull),
            new("certified risk", baseline.Certificate?.Risk, report.Certificate?.Risk),
        ];
        var (before, now) = (baseline.Latency, report.Latency);
        ComparedFigure[] milliseconds =
        [
            new("an image, caches on", baseline.MillisecondsCached, report.MillisecondsCached),
            new("an image, full network", baseline.MillisecondsFull, report.MillisecondsFull),
            new("99th percentile, caches on", before?.Cached.P99, now?.Cached.P99),
            new("99th percentile, full network", before?.Full.P99, now?.Full.P99),
        ];
        return new EvaluationComparison(
            name, baseline.Origin?.Date, [.. Differences(report, baseline)],
            [.. shares.Where(IsThere)], [.. milliseconds.Where(IsThere)], [.. Compare(report.Probes, baseline.Probes)]);

        static bool IsThere(ComparedFigure figure) => figure.Before is not null || figure.Now is not null;
    }

    /// <summary>Refuses an earlier report of other images.</summary>
    /// <param name="data">The present images.</param>
    /// <param name="baseline">The earlier report.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="FreezeException">They are other images.</exception>
    public static void CheckSameImages(EvaluatedData data, EvaluationReport baseline, string name)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(name);
        if (baseline.Images != data.Images)
            throw new FreezeException(
                $"The baseline '{HostileText.Printable(name)}' is a report of {baseline.Images} images, and these are {data.Images}: "
                + "only reports of the same images can be compared. Evaluate the baseline's model on these images first.");
        if (baseline.Data is { } earlier && earlier.Pixels != data.Pixels)
            throw new FreezeException(
                $"The baseline '{HostileText.Printable(name)}' is a report of as many other images, or of these in another order or at "
                + $"another size (SHA-256 of their pixels {Short(earlier.Pixels)}, of these {Short(data.Pixels)}): only reports "
                + "of the same images can be compared. Evaluate the baseline's model on these images first.");
    }

    private static IEnumerable<ComparedFigure> Compare(IReadOnlyList<ProbeReport> now, IReadOnlyList<ProbeReport> before)
    {
        var earlier = before.ToDictionary(probe => probe.Name, probe => probe.Share, StringComparer.Ordinal);
        foreach (var probe in now)
            yield return new ComparedFigure(probe.Name, earlier.TryGetValue(probe.Name, out var share) ? share : null, probe.Share);
        var names = now.Select(probe => probe.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var probe in before.Where(probe => !names.Contains(probe.Name)))
            yield return new ComparedFigure(probe.Name, probe.Share, null);
        yield return new ComparedFigure(Prediction.End, End(before), End(now));

        static double End(IReadOnlyList<ProbeReport> probes) => Math.Max(0, 1 - probes.Sum(probe => probe.Share));
    }

    private static IEnumerable<string> Differences(EvaluationReport report, EvaluationReport baseline)
    {
        if (baseline.Data is not { } data)
            yield return "The baseline does not say which images it saw, only how many: "
                + $"that they are these {report.Images} is taken on trust.";
        else if (report.Data is { } present && present.Labels != data.Labels)
            yield return "The images carry other labels than the baseline's, so accuracies are not compared.";

        if (baseline.Model is not { } before)
        {
            yield return "The baseline does not say which model it is about.";
        }
        else if (report.Model is { } now)
        {
            if (before.Name != now.Name) yield return $"The baseline is about another model, {before.Name}; this is {now.Name}.";
            if (before.Structure != now.Structure) yield return "The network has other layers or another input than the baseline's.";
            else if (before.Weights != now.Weights) yield return "The network has other weights than the baseline's.";
        }

        if (baseline.Origin is not { } there)
        {
            yield return "The baseline does not say on which machine it was made, so its milliseconds may not be comparable.";
        }
        else if (report.Origin is { } here)
        {
            (string What, string Before, string Now)[] facts =
            [
                ("processor", there.Processor, here.Processor), ("cores", $"{there.Cores}", $"{here.Cores}"),
                ("threads", $"{there.Threads}", $"{here.Threads}"), ("images in a call", $"{there.Batch}", $"{here.Batch}"),
                ("device", there.Device, here.Device), ("runtime", there.Runtime, here.Runtime),
                ("Freeze", Brief(there.Version), Brief(here.Version)),
            ];
            var others = facts.Where(fact => fact.Before != fact.Now).Select(fact => $"{fact.What} {fact.Before}, now {fact.Now}");
            if (string.Join("; ", others) is { Length: > 0 } list) yield return $"Milliseconds were measured otherwise: {list}.";
        }
    }

    /// <summary>A version with as much of its commit as tells it from others.</summary>
    private static string Brief(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && version.Length > plus + 9 ? version[..(plus + 9)] : version;

    private static string Short(string hash) => HostileText.Printable(hash.Length > 12 ? hash[..12] : hash);
}

/// <summary>A figure then and now.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Before">In the earlier report; null when it has none.</param>
/// <param name="Now">In the present one; null when it has none.</param>
public sealed record ComparedFigure(string Name, double? Before, double? Now)
{
    /// <summary>How much larger it is now; null when one of them is missing.</summary>
    public double? Change => Now - Before;
}
