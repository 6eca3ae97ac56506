using System.Text.Json;
using System.Text.Json.Serialization;
using Freeze.Storage;

namespace Freeze.Calibration;

/// <summary>The cached network beside the full one, on images that neither fitting nor calibration has seen.</summary>
public sealed record EvaluationReport
{
    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>Share of predictions that are the full network's.</summary>
    public required double Agreement { get; init; }

    /// <summary>Accuracy of the full network; null without labels.</summary>
    public required double? AccuracyFull { get; init; }

    /// <summary>Accuracy with caches; null without labels.</summary>
    public required double? AccuracyCached { get; init; }

    /// <summary>
    /// Why there is no accuracy; where there is one and the model's own labels do not settle it, how the true classes were found. Null
    /// otherwise.
    /// </summary>
    public string? AccuracyNote { get; init; }

    /// <summary>What stood among the images and was left out, each reason with its count.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Share of the multiply-accumulates that the caches save, their look-ups counted.</summary>
    public required double MacsSaved { get; init; }

    /// <summary>Milliseconds an image with caches off: the median over blocks of images.</summary>
    public required double MillisecondsFull { get; init; }

    /// <summary>Milliseconds an image with caches on, measured in turns with the above.</summary>
    public required double MillisecondsCached { get; init; }

    /// <summary>The promise that the caches come with; null when there is none.</summary>
    public required CertificateSummary? Certificate { get; init; }

    /// <summary>Each probe, in order.</summary>
    public required IReadOnlyList<ProbeReport> Probes { get; init; }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationReport);

    /// <summary>Reads a report.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <exception cref="FreezeException">It is no report.</exception>
    public static EvaluationReport FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationReport) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new FreezeException($"This is not an evaluation report: {HostileText.Printable(e)}", e);
        }
    }
}

/// <summary>What a certificate promises, and on what evidence.</summary>
/// <param name="Risk">Largest share of predictions that may differ from the full network's.</param>
/// <param name="Confidence">Probability that the promise holds.</param>
/// <param name="Images">Images that certified it.</param>
/// <param name="Disagreements">How many of them got another answer.</param>
public sealed record CertificateSummary(double Risk, double Confidence, int Images, int Disagreements);

/// <summary>What one probe did.</summary>
/// <param name="Name">Name of the probe.</param>
/// <param name="Share">Share of the images that left there.</param>
/// <param name="Agreement">Share of those whose answer is the full network's; null when nobody left.</param>
public sealed record ProbeReport(string Name, double Share, double? Agreement);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
