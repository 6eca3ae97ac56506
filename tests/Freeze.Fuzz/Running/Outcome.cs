namespace Freeze.Fuzz.Running;

/// <summary>What came of one input.</summary>
internal sealed record Outcome
{
    /// <summary>What harm it did: "crash", "escape", "time" or "memory"; null when it did none.</summary>
    public string? Harm { get; init; }

    /// <summary>What happened: the error that users see, or the harm.</summary>
    public string? What { get; init; }

    /// <summary>The error's kind when it was refused as promised; null when it was read.</summary>
    public string? Refused { get; init; }

    public double CpuSeconds { get; init; }

    public long Peak { get; init; }

    public long Allocated { get; init; }
}
