using System.Diagnostics;
using Freeze.Caching.Audits;
using Freeze.Hosting.Batching;

namespace Freeze.Hosting.Models;

/// <summary>
/// Streams by name, a bounded number of them: one that was idle for too long is forgotten, and the one that was used least recently gives
/// way. What audits of all of them have counted adds up, of those that are forgotten as well.
/// </summary>
internal sealed class StreamTable(FrozenModel model, FreezeOptions options)
{
    private const double Confidence = 0.95;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _streams = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _recent = [];
    private AuditCounts _counts;
    private long _frames;
    private int _begun;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                ForgetIdle();
                return _streams.Count;
            }
        }
    }

    /// <summary>Frames that were answered as parts of streams.</summary>
    public long Frames
    {
        get
        {
            lock (_lock) return _frames;
        }
    }

    /// <summary>
    /// What audits of streams have found; null before the first frame. Each request is sampled independently with the same share, so
    /// the bound holds for all streams together.
    /// </summary>
    public AuditFigures? Audits
    {
        get
        {
            AuditCounts counts;
            lock (_lock) counts = _counts;
            if (counts.Predictions == 0) return null;
            return new(counts.Audited, counts.Disagreed, counts.Bound(options.StreamAuditShare, Confidence), IsBroken: false)
            {
                Predictions = counts.Predictions, Confidence = Confidence, Risk = options.Risk ?? model.Caches?.Certificate?.Risk,
            };
        }
    }

    /// <summary>Predicts the next frame of a stream. Frames of one stream run one after the other.</summary>
    /// <param name="request">The frame, with the name of its stream.</param>
    /// <param name="isPart">Whether the stream helped; otherwise the frame was answered as an image by itself.</param>
    public TopKPrediction Predict(PredictionRequest request, out bool isPart)
    {
        var state = Find(request.Stream!);
        isPart = state.IsStream;
        TopKPrediction prediction;
        AuditCounts audits;
        lock (state) prediction = state.Predict(request.Pixels, request.Top, out audits);
        lock (_lock)
        {
            _counts += audits;
            if (isPart) _frames++;
        }

        return prediction;
    }

    private StreamState Find(string name)
    {
        lock (_lock)
        {
            ForgetIdle();
            if (_streams.TryGetValue(name, out var node))
            {
                _recent.Remove(node);
                _recent.AddLast(node);
                node.Value.Used = Stopwatch.GetTimestamp();
                return node.Value.State;
            }

            if (_streams.Count == options.MaxStreams) ForgetFirst();
            var entry = new Entry(name, new StreamState(model, options, _begun++)) { Used = Stopwatch.GetTimestamp() };
            _streams.Add(name, _recent.AddLast(entry));
            return entry.State;
        }
    }

    private void ForgetIdle()
    {
        while (_recent.First is { } first && Stopwatch.GetElapsedTime(first.Value.Used) > options.StreamTimeout) ForgetFirst();
    }

    private void ForgetFirst()
    {
        _streams.Remove(_recent.First!.Value.Name);
        _recent.RemoveFirst();
    }

    private sealed class Entry(string name, StreamState state)
    {
        public string Name => name;

        public StreamState State => state;

        public long Used { get; set; }
    }
}
