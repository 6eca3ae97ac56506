namespace Freeze.Caching;

/// <summary>The caches of all probes of a model, and the certificate that covers them together.</summary>
public sealed partial class CacheSet
{
    /// <summary>One cache for each probe of the plan, in order; null where there is none.</summary>
    public required IReadOnlyList<ProbeCache?> Probes { get; init; }

    /// <summary>SHA-256 of the canonical weights' data that the caches were fitted to.</summary>
    public required string Weights { get; init; }

    /// <summary>The promise that the caches keep; null when none could be certified.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>When the file was written; for caches that come from no file, when they were made.</summary>
    public DateTimeOffset Written { get; init; } = DateTimeOffset.UtcNow;
}
