using Freeze.Caching;

namespace Freeze.Calibration;

/// <summary>An evaluation with what happened to each image.</summary>
public sealed record EvaluationDetail
{
    /// <summary>The sums.</summary>
    public required EvaluationReport Report { get; init; }

    /// <summary>The caches that were evaluated; null when there were none.</summary>
    public required CacheSet? Caches { get; init; }

    /// <summary>The full network's answer for each image.</summary>
    public required IReadOnlyList<Prediction> Full { get; init; }

    /// <summary>The answer with caches for each image.</summary>
    public required IReadOnlyList<Prediction> Cached { get; init; }

    /// <summary>Milliseconds an image of each measured call with caches off, in the order of the calls.</summary>
    public required IReadOnlyList<double> CallsFull { get; init; }

    /// <summary>Milliseconds an image of each measured call with caches on, in the order of the calls.</summary>
    public required IReadOnlyList<double> CallsCached { get; init; }

    /// <summary>True class of each image; null when unknown.</summary>
    public required IReadOnlyList<int>? Labels { get; init; }
}
