using System.Text.Json.Serialization;

namespace Freeze.Samples.Service.Live;

/// <summary>One event of the live page. Times in milliseconds, uptime in seconds; counts are since the start.</summary>
internal sealed record LiveLine
{
    public required string Model { get; init; }

    public required int Generation { get; init; }

    public required string Weights { get; init; }

    public double? Risk { get; init; }

    public double? Confidence { get; init; }

    public required double Uptime { get; init; }

    public required double PerSecond { get; init; }

    public required double P50 { get; init; }

    public required double P99 { get; init; }

    public required int Queue { get; init; }

    public required int Streams { get; init; }

    public required long Answered { get; init; }

    public required long Refused { get; init; }

    public required long Failed { get; init; }

    /// <summary>Images that ran together, on average.</summary>
    public required double Batch { get; init; }

    public required double Megabytes { get; init; }

    public required LiveExit[] Exits { get; init; }

    public required double Saved { get; init; }

    public long? Audited { get; init; }

    public double? Agreement { get; init; }

    public bool? Broken { get; init; }
}

/// <summary>Answers of one exit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Total">Since the start.</param>
/// <param name="Recent">Since the event before.</param>
internal sealed record LiveExit(string Name, long Total, long Recent);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveLine))]
internal sealed partial class LiveJson : JsonSerializerContext;
