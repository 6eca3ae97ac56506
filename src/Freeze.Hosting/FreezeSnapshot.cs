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

    /// <summary>How many times a model was loaded.</summary>
    public required int Generation { get; init; }

    /// <summary>Answers by exit, in the network's order; the last one is "end".</summary>
    public required IReadOnlyList<ExitCount> Exits { get; init; }

    /// <summary>From acceptance to answer.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>What audits have found; null when there are none.</summary>
    public AuditFigures? Audits { get; init; }
}
