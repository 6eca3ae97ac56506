namespace Freeze.Fuzz.Running;

/// <summary>What came of one format.</summary>
internal sealed record FormatResult
{
    public required string Format { get; init; }

    public required long Inputs { get; init; }

    /// <summary>Inputs that were read without an error.</summary>
    public required long Accepted { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Seconds of the slowest input.</summary>
    public required double Slowest { get; init; }

    /// <summary>Most bytes that one input allocated, garbage included.</summary>
    public required long MostAllocated { get; init; }

    /// <summary>Most that the process held.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Documented errors: how often each message, with numbers and names taken out.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }
}
