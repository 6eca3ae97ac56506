using Freeze.Caching.Audits;
using Freeze.Caching.Streams;

namespace Freeze.Hosting.Models;

/// <summary>
/// State of one stream; one thread at a time. Frames are predicted as images by themselves where streams are not audited, where nothing
/// says what a stream must keep, or where the device cannot audit.
/// </summary>
internal sealed class StreamState
{
    private readonly FrozenModel _model;
    private readonly PredictionStream? _stream;
    private AuditCounts _counted;

    /// <summary>Begins a stream.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is audited.</param>
    /// <param name="number">A number that no other stream of the model has: coins that fell alike for all of them would prove less than
    /// they seem to.</param>
    public StreamState(FrozenModel model, FreezeOptions options, int number)
    {
        _model = model;
        var isPossible = options.StreamAuditShare > 0 && model.Device == Freeze.Device.Cpu
            && (model.Caches is null or { Certificate: not null } || options.Risk is not null);
        var audit = new AuditOptions { Share = options.StreamAuditShare, Risk = options.Risk, Seed = number };
        if (isPossible) _stream = model.CreateStream(new StreamOptions { Audit = audit });
    }

    /// <summary>Whether frames are predicted as parts of a stream.</summary>
    public bool IsStream => _stream is not null;

    /// <summary>Predicts the next frame.</summary>
    /// <param name="rgb">Its pixels, at the network's size.</param>
    /// <param name="top">How many of the likeliest classes are asked for; 0 for none.</param>
    /// <param name="audits">What the stream's audits counted since the last frame; all zero where the frame was predicted as an image by
    /// itself.</param>
    public TopKPrediction Predict(ReadOnlySpan<byte> rgb, int top, out AuditCounts audits)
    {
        audits = default;
        if (_stream is null) return top == 0 ? new(_model.Predict(rgb), []) : _model.PredictTopK(rgb, top);
        var prediction = top == 0 ? new(_stream.Predict(rgb), []) : _stream.PredictTopK(rgb, top);
        var counts = _stream.Counts;
        (audits, _counted) = (counts - _counted, counts);
        return prediction;
    }
}
