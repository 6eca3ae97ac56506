namespace Freeze.Caching.Audits;

/// <summary>A request that ran through the whole network.</summary>
public readonly ref struct WatchedRequest
{
    /// <summary>Pooled activations of all probes, one after the other, at the watcher's grids.</summary>
    public ReadOnlySpan<float> Pooled { get; init; }

    /// <summary>The network's outputs, [classes].</summary>
    public ReadOnlySpan<float> Outputs { get; init; }

    /// <summary>The network's class.</summary>
    public int Class { get; init; }

    /// <summary>Index of the probe where it would have left; the number of probes when nowhere.</summary>
    public int Exit { get; init; }

    /// <summary>Whether it was drawn for an audit and would have left early: it stands for all that do leave, each with the audits' share.</summary>
    public bool IsHit { get; init; }

    /// <summary>Share of requests that are drawn for audits; 0 without audits.</summary>
    public double Share { get; init; }
}
