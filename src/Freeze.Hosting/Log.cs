using Freeze.Caching.Audits;
using Microsoft.Extensions.Logging;

namespace Freeze.Hosting;

/// <summary>Everything that the service logs, by event id.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Model} is loaded from {Folder} in {Milliseconds:0} ms: weights {Weights}, {Promise}")]
    public static partial void Loaded(ILogger logger, string model, string folder, double milliseconds, string weights, string promise);

    [LoggerMessage(2, LogLevel.Information, "{Model} was replaced: generation {Generation}; requests under way finish with the one before")]
    public static partial void Replaced(ILogger logger, string model, int generation);

    [LoggerMessage(3, LogLevel.Error, "{Model} could not be loaded anew and stays as it is: {Reason}")]
    public static partial void ReloadFailed(ILogger logger, string model, string reason);

    [LoggerMessage(4, LogLevel.Information, "{Model} generation {Generation} is drained and disposed")]
    public static partial void Drained(ILogger logger, string model, int generation);

    [LoggerMessage(5, LogLevel.Error, "{Model}: a batch of {Count} failed")]
    public static partial void BatchFailed(ILogger logger, Exception error, string model, int count);

    [LoggerMessage(6, LogLevel.Information, "{Model} stopped: {Accepted} accepted, {Answered} answered, {Failed} failed, {Refused} refused")]
    public static partial void Stopped(ILogger logger, string model, long accepted, long answered, long failed, long refused);

    [LoggerMessage(7, LogLevel.Information, "{Model}: watching {Folder} for new files")]
    public static partial void Watching(ILogger logger, string model, string folder);

    [LoggerMessage(8, LogLevel.Warning, "{Model}: audits found the promise in danger at {Probe} ({Change}): up to {Bound:0.##%} may differ, {Risk:0.##%} is allowed")]
    public static partial void Alarm(ILogger logger, string model, string probe, PromiseChange change, double bound, double risk);

    [LoggerMessage(9, LogLevel.Warning, "{Model}: audits of a stream found its promise in danger, and it relies less on the past: up to {Bound:0.##%} may differ, {Risk:0.##%} is allowed")]
    public static partial void StreamAlarm(ILogger logger, string model, double bound, double risk);
}
