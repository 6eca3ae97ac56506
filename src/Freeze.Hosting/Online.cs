using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;
using Freeze.Calibration.Online;

namespace Freeze.Hosting;

/// <summary>The one place where the service meets what Freeze does across requests: audits of early answers, streams, and refits.</summary>
internal static class Online
{
    /// <summary>Loads a model as the options say.</summary>
    /// <exception cref="FreezeException">A file is missing or broken, or nothing says what audits should keep.</exception>
    public static void Load(FrozenModel model, FreezeOptions options)
    {
        var folder = options.FullFolder;
        model.Open(folder, new()
        {
            Device = options.Device.Length == 0 ? null : Freeze.Device.Find(options.Device),
            Threads = options.Threads,
            UseCaches = false,
            VerifyChecksum = options.VerifyChecksum,
            Audit = options.AuditShare > 0 ? new AuditOptions { Share = options.AuditShare, Risk = options.Risk } : null,
        });
        var path = Path.Combine(folder, model.Plan.Name + ".cache.safetensors");
        var caches = options.UseCaches && File.Exists(path) ? CacheSet.Load(path, model.Plan, hash: true) : null;
        if (options.Risk is null && caches is { Certificate: null } && options.AuditShare > 0)
            throw new FreezeException($"'{path}' carries no certificate, so audits do not know what to keep: set Risk, such as 0.01, or AuditShare to 0.");
        if (options.Risk is null && caches is null && options.OnlineRefit)
            throw new FreezeException($"There is no '{path}' whose certificate says what refitted caches should keep: set Risk, such as 0.01, or leave OnlineRefit off.");
        if (caches is not null) model.UseCaches(caches);
    }

    /// <summary>Starts to refit a loaded model's caches; null where the options do not ask for it.</summary>
    public static OnlineRefit? Refit(FrozenModel model, FreezeOptions options) => !options.OnlineRefit ? null : new(model, new()
    {
        Risk = options.Risk,
        Requests = options.Refit.Requests,
        HiddenUnits = options.Refit.HiddenUnits,
        Epochs = options.Refit.Epochs,
        Patience = options.Refit.Patience,
        Folder = options.Refit.Save ? options.FullFolder : null,
    });

    /// <summary>What audits of images by themselves have found; null when there are none.</summary>
    public static AuditFigures? Audits(FrozenModel model) => model.Audits is { } report
        ? new(report.Audited, report.Disagreed, report.Bound, report.State is AuditState.Tightened or AuditState.Off)
        {
            Predictions = report.Predictions, Confidence = report.Confidence, Risk = report.Risk,
        }
        : null;
}
