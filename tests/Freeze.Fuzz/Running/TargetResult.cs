namespace Freeze.Fuzz.Running;

/// <summary>What came of the corpus and the runs of one target.</summary>
internal sealed record TargetResult
{
    public required string Target { get; init; }

    /// <summary>Inputs of the corpus that were replayed.</summary>
    public int Corpus { get; set; }

    /// <summary>Inputs that were made.</summary>
    public int Runs { get; set; }

    /// <summary>Inputs that were read without an error.</summary>
    public int Accepted { get; set; }

    /// <summary>Documented errors: how often each message, with numbers and names taken out.</summary>
    public SortedDictionary<string, int> Errors { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Processor time of the whole process, its start included.</summary>
    public double CpuSeconds { get; set; }

    /// <summary>The most processor time that one input took.</summary>
    public double Slowest { get; set; }

    public string? SlowestInput { get; set; }

    /// <summary>The most that was resident while an input ran.</summary>
    public long Peak { get; set; }

    /// <summary>The most bytes that one input allocated, garbage included.</summary>
    public long MostAllocated { get; set; }

    public string? MostAllocatedInput { get; set; }

    public List<Finding> Findings { get; init; } = [];

    public void Add(string input, Outcome outcome)
    {
        if (outcome.Harm is null && outcome.Refused is null) Accepted++;
        if (outcome.Refused is { } kind) Errors[kind] = Errors.GetValueOrDefault(kind) + 1;
        if (outcome.CpuSeconds > Slowest) (Slowest, SlowestInput) = (outcome.CpuSeconds, input);
        if (outcome.Allocated > MostAllocated) (MostAllocated, MostAllocatedInput) = (outcome.Allocated, input);
        Peak = Math.Max(Peak, outcome.Peak);
    }
}
