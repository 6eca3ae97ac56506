using Freeze.Caching;

namespace Freeze.Hosting;

/// <summary>The model that a service answers with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">How many times a model was loaded.</param>
/// <param name="Weights">SHA-256 of the canonical weights' data.</param>
/// <param name="HasCaches">Whether requests may leave early.</param>
/// <param name="Certificate">
/// What the caches promise about images by themselves; null when nothing, which is so as well once audits have raised thresholds. Frames of streams rest on
/// their own audits.
/// </param>
public sealed record FreezeModelInfo(string Name, int Generation, string Weights, bool HasCaches, Certificate? Certificate)
{
    /// <summary>SHA-256 of the caches' file, or of what would be written where they come from no file; null without caches.</summary>
    public string? Caches { get; init; }

    /// <summary>When the caches were written or refitted; null without caches.</summary>
    public DateTimeOffset? CachesWritten { get; init; }

    /// <summary>Whether audits have raised thresholds since the caches were taken.</summary>
    public bool IsTightened { get; init; }
}
