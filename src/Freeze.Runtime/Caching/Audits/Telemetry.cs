using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Freeze.Caching.Audits;

/// <summary>
/// The meter "Freeze". Counters <c>freeze.predictions</c> (tags model, exit), <c>freeze.audits</c> and <c>freeze.audit.disagreements</c> (tags model,
/// probe, and source: images or streams); gauge <c>freeze.audit.bound</c> (tag model): <see cref="AuditReport.Bound"/> of every model that
/// audits. Unheard, they cost a branch.
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
    /// <param name="plan">The model.</param>
    /// <param name="predictions">Its predictions.</param>
    /// <param name="errors">Receives what listeners throw.</param>
    public static void Predicted(ModelPlan plan, ReadOnlySpan<Prediction> predictions, ref HandlerErrors errors)
    {
        if (!s_predictions.Enabled) return;
        foreach (var prediction in predictions) Add(s_predictions, ref errors, new("model", plan.Name), new("exit", prediction.Exit));
    }

    /// <summary>Counts an audited hit.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="probe">Where it would have left.</param>
    /// <param name="agrees">Whether the network gave the same class.</param>
    /// <param name="isStream">Whether it was a stream's.</param>
    /// <param name="errors">Receives what listeners throw.</param>
    public static void Audited(ModelPlan plan, int probe, bool agrees, bool isStream, ref HandlerErrors errors)
    {
        KeyValuePair<string, object?> source = new("source", isStream ? "streams" : "images");
        if (s_audits.Enabled) Add(s_audits, ref errors, new("model", plan.Name), source, new("probe", plan.Probes[probe].Name));
        if (!agrees && s_disagreements.Enabled)
            Add(s_disagreements, ref errors, new("model", plan.Name), source, new("probe", plan.Probes[probe].Name));
    }

    /// <summary>Shows a model's bound from now on.</summary>
    public static void Show(FrozenModel model) => s_models[model] = 0;

    /// <summary>Shows it no longer.</summary>
    public static void Hide(FrozenModel model) => s_models.TryRemove(model, out _);

    private static void Add(Counter<long> counter, ref HandlerErrors errors, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(1, tags);
        }
        catch (Exception error)
        {
            errors.Add(error);
        }
    }

    private static IEnumerable<Measurement<double>> Bounds()
    {
        foreach (var model in s_models.Keys)
            if (model.Audits is { } report) yield return new(report.Bound, new KeyValuePair<string, object?>("model", model.Plan.Name));
    }
}
