using System.Diagnostics;
using System.Diagnostics.Metrics;
using Freeze.Caching.Audits;
using Freeze.Hosting.Models;
using Freeze.Hosting.Statistics;

namespace Freeze.Hosting;

/// <summary>The meter and the activities "Freeze.Hosting". Times are in seconds, as OpenTelemetry wants them.</summary>
internal sealed class Telemetry
{
    public const string Name = "Freeze.Hosting";

    // Instances share it: an activity says which model it belongs to.
    public static readonly ActivitySource Activities = new(Name);

    private readonly string _model;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _alarms;

    public Telemetry(IMeterFactory meters, string model, Func<int> queue, Func<ModelGeneration?> current)
    {
        _model = model;
        var meter = meters.Create(Name);
        _duration = meter.CreateHistogram(
            "freeze.request.duration", "s", "From an image's acceptance to its answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets.Seconds });
        _batch = meter.CreateHistogram(
            "freeze.batch.size", "{image}", "Images that ran together.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32] });
        _predictions = meter.CreateCounter<long>("freeze.answers", "{image}", "Answers, by the place where they left the network.");
        _refused = meter.CreateCounter<long>("freeze.refused", "{image}", "Images that were not accepted, by reason.");
        _reloads = meter.CreateCounter<long>("freeze.reloads", "{reload}", "Attempts to load the model anew, by result.");
        meter.CreateObservableUpDownCounter("freeze.queue.length", () => new Measurement<int>(queue(), Model), "{image}", "Images that wait.");
        meter.CreateObservableUpDownCounter("freeze.streams", () => new Measurement<int>(current()?.Streams.Count ?? 0, Model), "{stream}", "Streams that are remembered.");
        _alarms = meter.CreateCounter<long>("freeze.alarms", "{alarm}", "Thresholds that audits raised, probes that they switched off, streams that they weakened.");
        Gauge("freeze.model.info", "1 for the model in use; its tags say which.", generation =>
        [
            new(1, Model, new("generation", generation.Number), new("weights", generation.Model.Weights),
                new("caches", generation.Model.Caches?.Sha256(generation.Model.Plan) ?? "")),
        ]);
        Gauge("freeze.certificate.risk", "Share of answers that may differ from the full network's by the certificate, which does not cover streams.",
            generation => generation.Model.Caches?.Certificate is { } certificate ? [new(certificate.Risk, Model)] : []);
        Gauge("freeze.stream.audit.bound", "Upper bound on the share of streams' predictions whose early answer differs from the network's.",
            generation => generation.Streams.Audits is { } audits ? [new(audits.Bound, Model)] : []);

        void Gauge(string name, string description, Func<ModelGeneration, Measurement<double>[]> read) =>
            meter.CreateObservableGauge(name, () => current() is { } generation ? read(generation) : [], "1", description);
    }

    private KeyValuePair<string, object?> Model => new("model", _model);

    public void Batch(int count) => _batch.Record(count, Model);

    public void Answer(Prediction prediction, TimeSpan duration)
    {
        var exit = new KeyValuePair<string, object?>("exit", prediction.Exit);
        _predictions.Add(1, Model, exit);
        _duration.Record(duration.TotalSeconds, Model, exit);
    }

    public void Refused(int count, bool isStopping) => _refused.Add(count, Model, new("reason", isStopping ? "stopping" : "full"));

    public void Alarm(PromiseChange change) => _alarms.Add(1, Model, new("change", change.ToString()));

    public void Reload(bool succeeded) => _reloads.Add(1, Model, new("result", succeeded ? "loaded" : "failed"));

    /// <summary>An activity for one image; null when nobody listens.</summary>
    public Activity? Start()
    {
        var activity = Activities.StartActivity("freeze.predict");
        activity?.SetTag("freeze.model", _model);
        return activity;
    }
}
