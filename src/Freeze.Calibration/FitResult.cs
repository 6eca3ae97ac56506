using Freeze.Caching;

namespace Freeze.Calibration;

/// <summary>Fitted caches and what can be promised about them.</summary>
public sealed record FitResult
{
    /// <summary>The caches with their thresholds; all off when nothing could be certified.</summary>
    public required CacheSet Caches { get; init; }

    /// <summary>The promise; null when nothing could be certified.</summary>
    public required Certificate? Certificate { get; init; }

    /// <summary>What each probe does on the selection images, which are not those of the certificate.</summary>
    public required IReadOnlyList<ProbeSummary> Probes { get; init; }

    /// <summary>The tightest risk that these images could have certified; null when nobody would leave early at any risk.</summary>
    public required double? Tightest { get; init; }

    /// <summary>What each kind of cache trades on the selection images; null unless it was asked for.</summary>
    public Frontier? Frontier { get; init; }

    /// <summary>Why there is no certificate; null when there is one.</summary>
    public required string? Explanation { get; init; }
}
