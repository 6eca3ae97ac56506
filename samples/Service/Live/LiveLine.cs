using System.Text.Json.Serialization;

namespace Freeze.Samples.Service.Live;

/// <summary>One event of the live page. Times in milliseconds, ages in seconds; counts are since the start unless they say otherwise.</summary>
internal sealed record LiveLine
{
    public required string Model { get; init; }

    /// <summary>Names of all models, for the page's menu.</summary>
    public required string[] Models { get; init; }

    public required int Generation { get; init; }

    public required string Weights { get; init; }

    /// <summary>Beginning of the SHA-256 of the caches' file; absent without caches.</summary>
    public string? Caches { get; init; }

    public double? CachesAge { get; init; }

    public required double Uptime { get; init; }

    /// <summary>Absent from the first event, before which there is nothing to compare with.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Absent where nothing was answered since the event before.</summary>
    public double? P50 { get; init; }

    public double? P99 { get; init; }

    public required int Queue { get; init; }

    public required long Answered { get; init; }

    public required long Refused { get; init; }

    public required long Failed { get; init; }

    /// <summary>Images that ran together, on average.</summary>
    public required double Batch { get; init; }

    public required double Megabytes { get; init; }

    public required LiveExit[] Exits { get; init; }

    public required double Saved { get; init; }

    /// <summary>What is kept for images by themselves; absent while the present model answered streams alone.</summary>
    public LivePromise? Images { get; init; }

    /// <summary>What is kept for streams; absent while there were none.</summary>
    public LivePromise? Streams { get; init; }

    public required int StreamCount { get; init; }

    public required long Alarms { get; init; }

    public string? LastAlarm { get; init; }

    public double? LastAlarmAge { get; init; }

    /// <summary>Why the last reload failed.</summary>
    public string? ReloadProblem { get; init; }

    /// <summary>What refitting has done, in words.</summary>
    public string? Refit { get; init; }
}

/// <summary>Answers of one exit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Total">Since the start.</param>
/// <param name="Recent">Since the event before.</param>
internal sealed record LiveExit(string Name, long Total, long Recent);

/// <summary>What is promised about some answers, and what audits say about it.</summary>
/// <param name="Promise">In words.</param>
/// <param name="Answers">Answers of the present model that it is about.</param>
/// <param name="Bound">Upper bound by audits on the share that differs; absent without audits.</param>
/// <param name="Confidence">Probability that the bound holds.</param>
/// <param name="Audited">Early answers that were compared.</param>
/// <param name="Disagreed">How many of them differed.</param>
/// <param name="Broken">Whether the promise was in danger.</param>
internal sealed record LivePromise(string Promise, long Answers, double? Bound, double? Confidence, long? Audited, long? Disagreed, bool Broken);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LiveLine))]
internal sealed partial class LiveJson : JsonSerializerContext;
