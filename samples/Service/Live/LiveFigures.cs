using System.Diagnostics;
using System.Text.Json;
using Freeze.Hosting;
using Freeze.Hosting.Statistics;

namespace Freeze.Samples.Service.Live;

/// <summary>What the live page shows: figures between two looks at the service.</summary>
internal sealed class LiveFigures(FreezeService service)
{
    private static readonly DateTime s_start = Process.GetCurrentProcess().StartTime;

    /// <summary>The latest figures as a line of JSON.</summary>
    /// <param name="earlier">The look before; replaced by this one.</param>
    public byte[] Next(ref (FreezeSnapshot Snapshot, long Time)? earlier)
    {
        var (now, time) = (service.Snapshot(), Stopwatch.GetTimestamp());
        var (before, since) = earlier ?? (now, time);
        var latency = now.Latency.Since(earlier?.Snapshot.Latency);
        var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(since, time).TotalSeconds);
        var model = service.Model;
        var exits = now.Exits.Select((exit, i) => new LiveExit(exit.Exit, exit.Count, exit.Count - before.Exits[i].Count)).ToArray();
        var figures = new LiveLine
        {
            Model = model.Name,
            Generation = now.Generation,
            Weights = model.Weights[..12],
            Risk = model.Certificate?.Risk,
            Confidence = model.Certificate?.Confidence,
            Uptime = (DateTime.Now - s_start).TotalSeconds,
            PerSecond = (now.Answered - before.Answered) / seconds,
            P50 = latency.Quantile(0.5).TotalMilliseconds,
            P99 = latency.Quantile(0.99).TotalMilliseconds,
            Queue = now.Queue,
            Streams = now.Streams,
            Answered = now.Answered,
            Refused = now.Refused,
            Failed = now.Failed,
            Batch = (now.Answered - before.Answered) / (double)Math.Max(1, now.Batches - before.Batches),
            Megabytes = Environment.WorkingSet / 1e6,
            Exits = exits,
            Saved = Saved(exits),
            Audited = now.Audits?.Audited,
            Agreement = now.Audits is { Audited: > 0 } audits ? 1 - (double)audits.Disagreed / audits.Audited : null,
            Broken = now.Audits?.IsBroken,
        };
        earlier = (now, time);
        return JsonSerializer.SerializeToUtf8Bytes(figures, LiveJson.Default.LiveLine);
    }

    /// <summary>Share of the network's multiply-accumulates that early answers left out, without the look-ups, which take under one per cent.</summary>
    private double Saved(LiveExit[] exits)
    {
        var (plan, all) = (service.Plan, exits.Sum(exit => exit.Total));
        if (all == 0) return 0;
        var run = plan.Probes.Select((probe, i) => (double)plan.MacsBefore(probe.AfterLayers) / plan.Macs * exits[i].Total).Sum() + exits[^1].Total;
        return 1 - run / all;
    }
}
