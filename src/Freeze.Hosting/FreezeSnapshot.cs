using Freeze.Calibration.Online;
using Freeze.Hosting.Statistics;

namespace Freeze.Hosting;

/// <summary>Figures of a service at one moment. Counts are since the start: subtract two snapshots for what happened between them.</summary>
public sealed record FreezeSnapshot
{
    /// <summary>Images that were accepted. Each of them is answered, or fails.</summary>
    public required long Accepted { get; init; }

    /// <summary>Images that were answered.</summary>
    public required long Answered { get; init; }

    /// <summary>Images whose batch threw an exception.</summary>
    public required long Failed { get; init; }

    /// <summary>Images that were not accepted, because too many waited or the host was stopping.</summary>
    public required long Refused { get; init; }

    /// <summary>Batches that ran.</summary>
    public required long Batches { get; init; }

    /// <summary>Images that wait.</summary>
    public required int Queue { get; init; }

    /// <summary>Streams that are remembered.</summary>
    public required int Streams { get; init; }

    /// <summary>Images that the present model answered by themselves; its certificate covers these.</summary>
    public required long Images { get; init; }

    /// <summary>Frames that the present model answered as parts of streams; its certificate does not cover these.</summary>
    public required long StreamFrames { get; init; }

    /// <summary>How many times a model was loaded.</summary>
    public required int Generation { get; init; }

    /// <summary>Answers by exit, in the network's order; the last one is "end".</summary>
    public required IReadOnlyList<ExitCount> Exits { get; init; }

    /// <summary>From acceptance to answer.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>
    /// What audits of images by themselves have found since the thresholds in force were taken; null when there are none.
    /// </summary>
    public AuditFigures? Audits { get; init; }

    /// <summary>
    /// What audits of all streams have found since the present model was loaded; null before the first frame. The certificate does not cover streams:
    /// what they keep rests on these audits.
    /// </summary>
    public AuditFigures? StreamAudits { get; init; }

    /// <summary>What refitting has done since the present model was loaded; null where it is off.</summary>
    public RefitReport? Refit { get; init; }

    /// <summary>How many times audits have raised a threshold, switched a probe off or weakened a stream.</summary>
    public long Alarms { get; init; }

    /// <summary>The last of them; null when there was none.</summary>
    public FreezeAlarm? LastAlarm { get; init; }
}
