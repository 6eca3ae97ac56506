using Freeze.Caching.Audits;
using Freeze.Caching.Streams;

namespace Freeze.Hosting;

/// <summary>The one place where the service meets what Freeze.Runtime does across requests: audits of early answers, and streams.</summary>
internal static class Online
{
    /// <summary>How the model is loaded.</summary>
    public static FrozenModelOptions Load(FreezeOptions options) => new()
    {
        Device = options.Device.Length == 0 ? null : Freeze.Device.Find(options.Device),
        Threads = options.Threads,
        UseCaches = options.UseCaches,
        VerifyChecksum = options.VerifyChecksum,
        Audit = options.AuditShare > 0 ? new AuditOptions { Share = options.AuditShare } : null,
    };

    /// <summary>What audits have found; null when there are none.</summary>
    public static AuditFigures? Audits(FrozenModel model) => model.Audits is { } report
        ? new(report.Audited, report.Disagreed, report.Bound, report.State is AuditState.Tightened or AuditState.Off)
        : null;

    /// <summary>
    /// State of one stream. One thread at a time. Frames are predicted one by one where nothing says what a stream must keep, or the device
    /// cannot audit.
    /// </summary>
    internal sealed class StreamState(FrozenModel model)
    {
        private readonly PredictionStream? _stream =
            model.Device == Freeze.Device.Cpu && model.Caches is null or { Certificate: not null } ? model.CreateStream() : null;

        public Prediction Predict(ReadOnlySpan<byte> rgb) => _stream is { } stream ? stream.Predict(rgb) : model.Predict(rgb);
    }
}
