using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Freeze.Caching.Audits;

/// <summary>
/// The meter "Freeze". Counters <c>freeze.predictions</c> (tags model, exit), <c>freeze.audits</c> and <c>freeze.audit.disagreements</c> (tags model,
/// probe, and source: images or streams); gauge <c>freeze.audit.bound</c> (tag model): <see cref="AuditReport.Bound"/> of every model that audits. Unheard, they cost a branch.
/// </summary>
internal static class Telemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Freeze";

    private static readonly Meter s_meter = new(Name);
    private static readonly ConcurrentDictionary<FrozenModel, byte> s_models = new();
    private static readonly Counter<long> s_predictions =
        s_meter.CreateCounter<long>("freeze.predictions", "{prediction}", "Predictions, by the exit where they left.");
    private static readonly Counter<long> s_audits =
        s_meter.CreateCounter<long>("freeze.audits", "{prediction}", "Would-be hits that ran through the whole network.");
    private static readonly Counter<long> s_disagreements =
        s_meter.CreateCounter<long>("freeze.audit.disagreements", "{prediction}", "Audited hits for which the network gave another class.");

    static Telemetry() => s_meter.CreateObservableGauge(
        "freeze.audit.bound", Bounds, "1", "Upper bound on the share of predictions whose early answer differs from the network's.");

    /// <summary>Counts predictions.</summary>
    public static void Predicted(ModelPlan plan, ReadOnlySpan<Prediction> predictions)
    {
        if (!s_predictions.Enabled) return;
        foreach (var prediction in predictions) s_predictions.Add(1, new("model", plan.Name), new("exit", prediction.Exit));
    }

    /// <summary>Counts an audited hit.</summary>
    public static void Audited(ModelPlan plan, int probe, bool agrees, bool isStream)
    {
        KeyValuePair<string, object?> source = new("source", isStream ? "streams" : "images");
        if (s_audits.Enabled) s_audits.Add(1, new("model", plan.Name), new("probe", plan.Probes[probe].Name), source);
        if (!agrees && s_disagreements.Enabled) s_disagreements.Add(1, new("model", plan.Name), new("probe", plan.Probes[probe].Name), source);
    }

    /// <summary>Shows a model's bound from now on.</summary>
    public static void Show(FrozenModel model) => s_models[model] = 0;

    /// <summary>Shows it no longer.</summary>
    public static void Hide(FrozenModel model) => s_models.TryRemove(model, out _);

    private static IEnumerable<Measurement<double>> Bounds()
    {
        foreach (var model in s_models.Keys)
            if (model.Audits is { } report) yield return new(report.Bound, new KeyValuePair<string, object?>("model", model.Plan.Name));
    }
}
