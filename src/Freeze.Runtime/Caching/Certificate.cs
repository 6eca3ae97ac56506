namespace Freeze.Caching;

/// <summary>
/// A promise: with the stated confidence, at most the stated share of predictions differ from the full network's. It holds for requests that are
/// drawn like the calibration images, or go on like the stream of a trial, and only while all that it names stays as it was.
/// </summary>
public sealed record Certificate
{
    /// <summary>Largest share of predictions that may differ from the full network's.</summary>
    public required double Risk { get; init; }

    /// <summary>
    /// Probability that the promise holds over draws of the calibration images; for caches that were refitted online, that none of those ever taken
    /// broke it in its trial.
    /// </summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// Units that certified it, as <see cref="SamplingUnit"/> names them: distinct images, or requests of a trial that ran to the end and were
    /// looked up.
    /// </summary>
    public required int Images { get; init; }

    /// <summary>
    /// Images of the calibration set, copies counted; null for a trial, and in certificates that were made before copies were told apart.
    /// </summary>
    public int? CalibrationImages { get; init; }

    /// <summary>
    /// Distinct ones among <see cref="CalibrationImages"/>: some ordered the thresholds, the <see cref="Images"/> others certified. Images that
    /// are equal as they enter the network are one unit, which differs from the full network if its answer does.
    /// </summary>
    public int? DistinctImages { get; init; }

    /// <summary>How many of them got another answer than the full network's, or would have.</summary>
    public required int Disagreements { get; init; }

    /// <summary>Upper bound on the share of predictions that differ, by <see cref="Method"/>.</summary>
    public required double Bound { get; init; }

    /// <summary>How the bound was found.</summary>
    public BoundMethod Method { get; init; }

    /// <summary>SHA-256 of the canonical weights' data.</summary>
    public required string Weights { get; init; }

    /// <summary>Preprocessing of the images.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Precision of the network's arithmetic.</summary>
    public required string Precision { get; init; }

    /// <summary>Class of devices.</summary>
    public required string Device { get; init; }

    /// <summary>Thresholds of all probes, in order; infinite for probes that are off.</summary>
    public required IReadOnlyList<float> Thresholds { get; init; }

    /// <summary>What counts as one independent draw, such as "distinct image".</summary>
    public required string SamplingUnit { get; init; }

    /// <summary>Seed of the split between ordering and certifying images.</summary>
    public required int Seed { get; init; }
}
