using System.Diagnostics;
using Freeze.Caching;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration;

/// <summary>
/// Runs images through the full network and through the cached one, in turns, block by block: whatever else the machine does meanwhile meets both
/// alike.
/// </summary>
public sealed class Evaluator
{
    private const int Block = 64;

    private readonly FrozenModel _model;
    private readonly CacheSet? _caches;
    private readonly int _batch;

    /// <summary>Makes an evaluator.</summary>
    /// <param name="model">A loaded model; no other caller may use it meanwhile, since its caches are switched off and on.</param>
    /// <param name="caches">The caches to evaluate; null for the model's own.</param>
    /// <param name="batch">Images in one call, 1 to 64; 1 measures what a single request waits.</param>
    public Evaluator(FrozenModel model, CacheSet? caches = null, int batch = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, Block);
        _model = model;
        _caches = caches ?? model.Caches;
        _batch = batch;
    }

    /// <summary>Evaluates.</summary>
    /// <param name="images">Images that neither fitting nor calibration has seen.</param>
    /// <param name="labels">True class of each image; null when unknown.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FreezeException">There are no images, not one label for each, or a label that is no class of the model.</exception>
    public EvaluationReport Evaluate(
        IImageSet images, IReadOnlyList<int>? labels = null, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        return EvaluateEach(images, labels, progress, cancellation).Report;
    }

    /// <summary>Evaluates, and keeps what happened to each image.</summary>
    /// <param name="images">Images that neither fitting nor calibration has seen.</param>
    /// <param name="labels">True class of each image; null when unknown.</param>
    /// <param name="progress">Told how far the work has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="FreezeException">There are no images, not one label for each, or a label that is no class of the model.</exception>
    public EvaluationDetail EvaluateEach(
        IImageSet images, IReadOnlyList<int>? labels = null, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new FreezeException("There are no images to evaluate.");
        if (labels is not null && labels.Count != images.Count)
            throw new FreezeException($"There are {labels.Count} labels for {images.Count} images; each image needs one.");

        CheckLabels(labels);
        var origin = EvaluationOrigin.Of(_model, _batch);
        var data = EvaluatedData.Of(images, _model.Plan, labels, cancellation);
        var before = _model.Caches;
        try
        {
            var m = Run(images, progress, cancellation);
            var breakdown = new EvaluationBreakdown(_model.Plan, m.Full, m.Cached, labels);
            return new EvaluationDetail
            {
                Report = Report(m, labels) with
                {
                    Format = EvaluationReport.CurrentFormat,
                    Origin = origin,
                    Model = Model(),
                    Data = data,
                    Latency = new EvaluationLatency(m.FullCalls.Count, Percentiles.Of(m.FullCalls), Percentiles.Of(m.CachedCalls)),
                    Classes = breakdown.Classes(),
                    Confusion = breakdown.Confusion(),
                    Differences = breakdown.Differences(images),
                },
                Caches = _caches,
                Full = m.Full,
                Cached = m.Cached,
                CallsFull = m.FullCalls,
                CallsCached = m.CachedCalls,
                Labels = labels,
            };
        }
        finally
        {
            _model.UseCaches(before);
        }
    }

    private void CheckLabels(IReadOnlyList<int>? labels)
    {
        for (var i = 0; i < labels?.Count; i++)
            if (labels[i] < 0 || labels[i] >= _model.Plan.Classes)
                throw new FreezeException($"Image {i} has label {labels[i]}, but the model has classes 0 to {_model.Plan.Classes - 1}.");
    }

    private EvaluatedModel Model()
    {
        var (plan, caches) = (_model.Plan, _caches?.Probes.OfType<ProbeCache>() ?? []);
        return new EvaluatedModel(
            plan.Name, plan.Structure, plan.Macs, _model.Weights, _caches?.Sha256(plan),
            [.. caches.Select(cache => cache.Kind).Distinct()], _caches?.Bytes ?? 0, []);
    }

    private Measurement Run(IImageSet images, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var result = new Measurement(new Prediction[images.Count], new Prediction[images.Count], [], [], [], []);
        var values = _model.Plan.Input.Values;
        var pixels = new byte[Math.Min(Block, images.Count) * values];
        for (var first = 0; first < images.Count; first += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Block, images.Count - first);
            for (var i = 0; i < count; i++) images.Read(first + i, pixels.AsSpan(i * values, values));

            // The first block runs once unmeasured: code and weights are cold.
            if (first == 0) Both(result, pixels, first, count, swap: false, measured: false);

            // Which of the two goes first changes from block to block, so that neither always finds the images warm. A short last block
            // would be a noisy one.
            Both(result, pixels, first, count, swap: first / Block % 2 == 1, measured: count == Block || first == 0);
            progress?.Report(new FitProgress("evaluation", first + count, images.Count));
        }

        return result;
    }

    private void Both(Measurement result, byte[] pixels, int first, int count, bool swap, bool measured)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            var cached = turn == 0 == swap;
            _model.UseCaches(cached ? _caches : null);
            var predictions = (cached ? result.Cached : result.Full).AsSpan(first, count);
            var milliseconds = Time(pixels, predictions, measured ? cached ? result.CachedCalls : result.FullCalls : null) / count;
            if (measured) (cached ? result.CachedTimes : result.FullTimes).Add(milliseconds);
        }
    }

    private double Time(byte[] pixels, Span<Prediction> predictions, List<double>? calls)
    {
        var values = _model.Plan.Input.Values;
        var start = Stopwatch.GetTimestamp();
        var last = start;
        for (var i = 0; i < predictions.Length; i += _batch)
        {
            var count = Math.Min(_batch, predictions.Length - i);
            _model.Predict(pixels.AsSpan(i * values, count * values), predictions.Slice(i, count));
            var now = Stopwatch.GetTimestamp();
            calls?.Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds / count);
            last = now;
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private EvaluationReport Report(Measurement m, IReadOnlyList<int>? labels)
    {
        var plan = _model.Plan;
        int images = m.Full.Length, probes = plan.Probes.Count;
        var (exits, agree) = (new int[probes + 1], new int[probes + 1]);
        var costs = ProbeCosts.Of(plan, _caches?.Probes ?? new ProbeCache?[probes]);
        float[] thresholds = [.. Enumerable.Range(0, probes).Select(k => _caches?.Probes[k]?.Threshold ?? float.PositiveInfinity)];
        var cost = 0.0;
        for (var i = 0; i < images; i++)
        {
            var exit = m.Cached[i].ProbeIndex;
            exits[exit]++;
            if (m.Cached[i].Class == m.Full[i].Class) agree[exit]++;
            cost += costs.Of(exit, thresholds);
        }

        return new EvaluationReport
        {
            Images = images,
            Agreement = (double)agree.Sum() / images,
            AccuracyFull = Accuracy(m.Full, labels),
            AccuracyCached = Accuracy(m.Cached, labels),
            AccuracyNote = labels is null ? "the images came without labels" : null,
            MacsSaved = plan.Macs > 0 ? 1 - cost / ((double)plan.Macs * images) : 0,
            MillisecondsFull = Median(m.FullTimes),
            MillisecondsCached = Median(m.CachedTimes),
            Certificate = _caches?.Certificate is { } c ? new CertificateSummary(c.Risk, c.Confidence, c.Images, c.Disagreements) : null,
            Probes = [.. plan.Probes.Select((probe, k) =>
                new ProbeReport(probe.Name, (double)exits[k] / images, exits[k] > 0 ? (double)agree[k] / exits[k] : null))],
        };
    }

    private static double? Accuracy(Prediction[] predictions, IReadOnlyList<int>? labels) =>
        labels is null ? null : (double)predictions.Where((prediction, i) => prediction.Class == labels[i]).Count() / predictions.Length;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : 0.5 * (values[values.Count / 2 - 1] + values[values.Count / 2]);
    }

    private sealed record Measurement(
        Prediction[] Full, Prediction[] Cached, List<double> FullTimes, List<double> CachedTimes, List<double> FullCalls, List<double> CachedCalls);
}
