using System.Diagnostics.CodeAnalysis;
using Freeze.Caching.Audits;
using Freeze.Cpu;

namespace Freeze.Caching.Streams;

/// <summary>
/// Predictions for a stream in which neighbours resemble each other, such as a camera's: what came lately helps to answer earlier. Its promise rests
/// on its audits, not on the offline certificate, which knows nothing of streams. One thread at a time; make a stream for each camera. Its memory is
/// bounded and it needs no disposal; it ends with its model.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stream of predictions, not one of bytes.")]
public sealed class PredictionStream
{
    private readonly FrozenModel _model;
    private readonly StreamOptions _options;
    private readonly StreamMemory _memory;
    private Auditor? _auditor;
    private AuditCounts _before;
    private int _busy;

    internal PredictionStream(FrozenModel model, StreamOptions options)
    {
        options.Check();
        options.Audit.Check();
        (_model, _options) = (model, options);
        _memory = new StreamMemory(model.Plan, options, DeviceModel.LargestBatch);
        if (model.Caches is { } caches) _auditor = new Auditor(model.Plan, caches, options.Audit);
    }

    /// <summary>What the stream's audits have found out; null while the model has no caches.</summary>
    public AuditReport? Audits => Volatile.Read(ref _auditor)?.Report();

    /// <summary>
    /// All that the stream's audits have counted since it began, under thresholds and caches that are given up by now as well. Not while
    /// another thread predicts.
    /// </summary>
    public AuditCounts Counts => _before + (_auditor?.Counts() ?? default);

    /// <summary>How much the stream relies on what it saw, 1..0: halved by each alarm of its audits. At 0 it decides as its model does.</summary>
    public double Strength => _memory.Strength;

    /// <summary>Classifies one image, as <see cref="FrozenModel.Predict(ReadOnlySpan{byte})"/>.</summary>
    /// <param name="rgb">Interleaved bytes, [height][width][channels] at the model's size.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public Prediction Predict(ReadOnlySpan<byte> rgb)
    {
        Prediction result = default;
        Predict(rgb, new Span<Prediction>(ref result));
        return result;
    }

    /// <summary>Classifies one picture of any size, as <see cref="FrozenModel.Predict(ReadOnlySpan{byte}, int, int)"/>.</summary>
    /// <param name="rgb">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public Prediction Predict(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var sized = Images.AtSize(rgb, width, height, _model.Plan.Input, out var rented);
        try
        {
            return Predict(sized);
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies one image given as the network's own input.</summary>
    /// <param name="tensor">Normalised values, [channels][height][width].</param>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public Prediction Predict(ReadOnlySpan<float> tensor)
    {
        Prediction result = default;
        Predict(tensor, new Span<Prediction>(ref result));
        return result;
    }

    /// <summary>Classifies the next images of the stream; those of one call do not learn from each other.</summary>
    /// <param name="images">Interleaved bytes, one image after the other.</param>
    /// <param name="results">One prediction for each image.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public void Predict(ReadOnlySpan<byte> images, Span<Prediction> results)
    {
        var own = Images.Own(images, results.Length, _model.Plan.Input, out var rented);
        try
        {
            Run(new Job(results.Length) { Pixels = own, Predictions = results });
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>Classifies the next images of the stream, given as the network's own input.</summary>
    /// <param name="tensors">Normalised values, [image][channels][height][width].</param>
    /// <param name="results">One prediction for each image.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public void Predict(ReadOnlySpan<float> tensors, Span<Prediction> results)
    {
        Images.CheckLength(tensors.Length, results.Length, _model.Plan.Input, "values");
        Run(new Job(results.Length) { Tensors = tensors, Predictions = results });
    }

    /// <summary>Classifies one image that is the network's already and ranks its most likely classes.</summary>
    /// <param name="rgb">Interleaved bytes, [height][width][channels] at the model's size.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <exception cref="FreezeException">No class is asked for, or the image has another size.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public TopKPrediction PredictTopK(ReadOnlySpan<byte> rgb, int k)
    {
        var classes = _model.Room(k);
        Prediction result = default;
        var count = 0;
        PredictTopK(rgb, new Span<Prediction>(ref result), classes, new Span<int>(ref count));
        return FrozenModel.Ranked(result, classes, count);
    }

    /// <summary>Classifies one picture of any size and ranks its most likely classes.</summary>
    /// <param name="rgb">Interleaved bytes, [height][width][channels].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="k">How many classes at most; at an early exit there may be only one, see <see cref="TopKPrediction.Classes"/>.</param>
    /// <exception cref="FreezeException">No class is asked for, or the image has another size than is said.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public TopKPrediction PredictTopK(ReadOnlySpan<byte> rgb, int width, int height, int k)
    {
        var sized = Images.AtSize(rgb, width, height, _model.Plan.Input, out var rented);
        try
        {
            return PredictTopK(sized, k);
        }
        finally
        {
            Images.Return(rented);
        }
    }

    /// <summary>
    /// Classifies the next images of the stream and ranks the most likely classes of each; those of one call do not learn from each other.
    /// </summary>
    /// <param name="images">Interleaved bytes, one image after the other.</param>
    /// <param name="results">One prediction for each image.</param>
    /// <param name="classes">Receives the classes, [image][k], the likeliest first; what it has room for beyond them is cleared.</param>
    /// <param name="counts">How many were written for each image.</param>
    /// <exception cref="FreezeException">The images have another size, or there is not as much room for each.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the stream.</exception>
    public void PredictTopK(ReadOnlySpan<byte> images, Span<Prediction> results, Span<RankedClass> classes, Span<int> counts)
    {
        Images.CheckRanking(classes.Length, counts.Length, results.Length);
        var own = Images.Own(images, results.Length, _model.Plan.Input, out var rented);
        try
        {
            Run(new Job(results.Length) { Pixels = own, Predictions = results, Classes = classes, Counts = counts });
        }
        finally
        {
            Images.Return(rented);
        }
    }

    internal void Begin(int count) => _memory.Begin(count);

    internal bool Decide(int slot, ProbeCache cache, int guess, float score, ReadOnlySpan<float> pooled, ref float agreement) =>
        _memory.Decide(slot, cache, guess, score, pooled, ref agreement);

    internal void Learn(int slot, int answer) => _memory.Learn(slot, answer);

    internal void Saw(int answer) => _memory.Saw(answer);

    /// <summary>Relies less on the past after an alarm; once it relies on nothing, the model's own thresholds are to blame.</summary>
    /// <returns>Whether the alarm is dealt with.</returns>
    internal bool Weaken()
    {
        if (_memory.Strength == 0) return false;
        _memory.Strength = _memory.Strength > 0.25 ? _memory.Strength / 2 : 0;
        Replace(new Auditor(_model.Plan, _auditor!.Caches, _options.Audit, _auditor));
        return true;
    }

    private void Replace(Auditor? next)
    {
        _before = Counts;
        Volatile.Write(ref _auditor, next);
    }

    // Caches that the model has taken since are followed; so are thresholds that its own audits have raised.
    private void Run(Job job)
    {
        Enter();
        try
        {
            _model.Do(job with { Caches = _auditor?.Caches, Auditor = _auditor, Stream = this });
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
            throw new InvalidOperationException("A stream is used by one thread at a time. Make a stream for each thread with CreateStream.");
        var caches = _model.Caches;
        if (_auditor?.Caches == caches) return;
        try
        {
            // The promise stays that of the caches that the stream began with: thresholds raised since carry no certificate.
            var previous = caches?.Certificate is null ? _auditor : null;
            Replace(caches is null ? null : new Auditor(_model.Plan, caches, _options.Audit, previous));
        }
        catch
        {
            Volatile.Write(ref _busy, 0);
            throw;
        }
    }
}
