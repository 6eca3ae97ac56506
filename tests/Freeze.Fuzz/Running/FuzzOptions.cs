namespace Freeze.Fuzz.Running;

/// <summary>How much of a format is tried, and what an input may take.</summary>
internal sealed record FuzzOptions
{
    public long Count { get; init; } = long.MaxValue;

    /// <summary>Seconds after which a format ends; 0 for no limit.</summary>
    public double Seconds { get; init; }

    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = 1;

    /// <summary>Folder for inputs that did harm.</summary>
    public required string Crashes { get; init; }

    /// <summary>Seconds that an input may take.</summary>
    public double Patience { get; init; } = 10;

    /// <summary>Bytes that an input may take beyond <see cref="PerByte"/> times its length.</summary>
    public long Memory { get; init; } = 256L << 20;

    /// <summary>Bytes that an input may take for each of its own.</summary>
    public int PerByte { get; init; } = 4;
}
