using System.Diagnostics;
using System.Text.Json;
using Freeze.Caching.Audits;
using Freeze.Hosting;

namespace Freeze.Samples.Service.Live;

/// <summary>What the live page shows of a model: figures between two looks at its service.</summary>
internal sealed class LiveFigures(FreezeService service, FreezeServices all)
{
    private readonly string[] _models = [.. all.Select(other => other.Plan.Name)];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The latest figures as a line of JSON.</summary>
    /// <param name="earlier">The look before; replaced by this one.</param>
    public byte[] Next(ref (FreezeSnapshot Snapshot, long Time)? earlier)
    {
        var (now, time) = (service.Snapshot(), Stopwatch.GetTimestamp());
        var (before, since) = earlier ?? (now, time);
        var latency = now.Latency.Since(before.Latency);
        var answered = now.Answered - before.Answered;
        var model = service.Model;
        var exits = now.Exits.Select((exit, i) => new LiveExit(exit.Exit, exit.Count, exit.Count - before.Exits[i].Count)).ToArray();
        var figures = new LiveLine
        {
            Model = model.Name,
            Models = _models,
            Generation = now.Generation,
            Weights = model.Weights[..12],
            Caches = model.Caches?[..12],
            CachesAge = Age(model.CachesWritten),
            Uptime = Stopwatch.GetElapsedTime(_start).TotalSeconds,
            PerSecond = earlier is null ? null : answered / Math.Max(0.001, Stopwatch.GetElapsedTime(since, time).TotalSeconds),
            P50 = answered > 0 ? latency.Quantile(0.5).TotalMilliseconds : null,
            P99 = answered > 0 ? latency.Quantile(0.99).TotalMilliseconds : null,
            Queue = now.Queue,
            Answered = now.Answered,
            Refused = now.Refused,
            Failed = now.Failed,
            Batch = answered / (double)Math.Max(1, now.Batches - before.Batches),
            Megabytes = Environment.WorkingSet / 1e6,
            Exits = exits,
            Saved = Saved(exits),
            Images = now.Images > 0 || now.StreamFrames == 0 ? Promise(PromiseOfImages(model), now.Images, now.Audits) : null,
            Streams = now.StreamFrames > 0 ? Promise(PromiseOfStreams(model, now.StreamAudits), now.StreamFrames, now.StreamAudits) : null,
            StreamCount = now.Streams,
            Alarms = now.Alarms,
            LastAlarm = now.LastAlarm is { } alarm ? Text(alarm) : null,
            LastAlarmAge = Age(now.LastAlarm?.At),
            ReloadProblem = service.ReloadProblem,
            Refit = now.Refit is { } refit ? $"refits: {refit.Fits} fitted, {refit.Taken} taken, {refit.GivenUp} given up" : null,
        };
        earlier = (now, time);
        return JsonSerializer.SerializeToUtf8Bytes(figures, LiveJson.Default.LiveLine);
    }

    private static double? Age(DateTimeOffset? time) => time is { } at ? Math.Max(0, (DateTimeOffset.UtcNow - at).TotalSeconds) : null;

    private static LivePromise Promise(string text, long answers, AuditFigures? audits) => new(
        text, answers, audits is { Predictions: > 0 } ? audits.Bound : null, audits?.Confidence, audits?.Audited, audits?.Disagreed, audits?.IsBroken ?? false);

    private static string PromiseOfImages(FreezeModelInfo model) =>
        !model.HasCaches ? "no caches: every answer is the full network's own"
        : model.Certificate is { } c ? FormattableString.Invariant($"certificate: at most {100 * c.Risk:0.##} % differ ({100 * c.Confidence:0.##} % confidence)")
        : model.IsTightened ? "audits raised thresholds: the certificate covers them no longer, audits go on"
        : "caches without a certificate";

    // The certificate is about images that have nothing to do with each other.
    private static string PromiseOfStreams(FreezeModelInfo model, AuditFigures? audits) =>
        !model.HasCaches ? "no caches: every answer is the full network's own"
        : audits?.Risk is { } risk ? FormattableString.Invariant($"no certificate; their own audits keep it to {100 * risk:0.##} %")
        : "no certificate; their own audits";

    private static string Text(FreezeAlarm alarm) => alarm.Change switch
    {
        PromiseChange.StreamWeakened => "a stream relies less on the past",
        PromiseChange.SwitchedOff => $"{alarm.Probe} switched off",
        _ => $"threshold of {alarm.Probe} raised",
    };

    /// <summary>Share of the network's multiply-accumulates that early answers left out, without the look-ups, which take under one per cent.</summary>
    private double Saved(LiveExit[] exits)
    {
        var (plan, sum) = (service.Plan, exits.Sum(exit => exit.Total));
        if (sum == 0) return 0;
        var run = plan.Probes.Select((probe, i) => (double)plan.MacsBefore(probe.AfterLayers) / plan.Macs * exits[i].Total).Sum() + exits[^1].Total;
        return 1 - run / sum;
    }
}
