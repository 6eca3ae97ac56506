namespace Freeze.Hosting;

/// <summary>
/// The one place where the service meets what Freeze.Runtime does across requests: audits of early answers, and streams. This version of the runtime
/// has neither: no figures are shown, and a stream's frames are predicted one by one.
/// </summary>
internal static class Online
{
    /// <summary>How the model is loaded; audits are switched on here.</summary>
    public static FrozenModelOptions Load(FreezeOptions options) => new()
    {
        Device = options.Device.Length == 0 ? null : Freeze.Device.Find(options.Device),
        Threads = options.Threads,
        UseCaches = options.UseCaches,
        VerifyChecksum = options.VerifyChecksum,
    };

    /// <summary>What audits have found; null when there are none.</summary>
    public static AuditFigures? Audits(FrozenModel model)
    {
        _ = model;
        return null;
    }

    /// <summary>State of one stream. One thread at a time.</summary>
    internal sealed class StreamState(FrozenModel model)
    {
        public Prediction Predict(ReadOnlySpan<byte> rgb) => model.Predict(rgb);
    }
}
