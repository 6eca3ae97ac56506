using System.Text.Json;
using System.Text.Json.Serialization;
using Freeze.Storage;

namespace Freeze.Calibration;

/// <summary>
/// The cached network beside the full one, on images that neither fitting nor calibration has seen. What older reports do not say is null
/// when they are read.
/// </summary>
public sealed record EvaluationReport
{
    /// <summary>The form of the JSON that this version writes.</summary>
    public const int CurrentFormat = 2;

    // A report of 1,000 classes takes a third of a megabyte.
    private const int LongestJson = 16 << 20;

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

    /// <summary>What stood among the images and was left out, each reason with its count; null when unknown.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; } = [];

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

    /// <summary>
    /// The form of the JSON that it was read from, <see cref="CurrentFormat"/> at most; 0 for the first, which had no number.
    /// </summary>
    public int Format { get; init; }

    /// <summary>When, where and by what it was made.</summary>
    public EvaluationOrigin? Origin { get; init; }

    /// <summary>The model that was evaluated.</summary>
    public EvaluatedModel? Model { get; init; }

    /// <summary>The images.</summary>
    public EvaluatedData? Data { get; init; }

    /// <summary>How long calls took.</summary>
    public EvaluationLatency? Latency { get; init; }

    /// <summary>Each class, in order.</summary>
    public IReadOnlyList<ClassReport>? Classes { get; init; }

    /// <summary>Classes that are taken for others; null without labels, too.</summary>
    public Confusion? Confusion { get; init; }

    /// <summary>Images whose answer is not the full network's.</summary>
    public Differences? Differences { get; init; }

    /// <summary>What has changed since an earlier report; null when it was not compared with one.</summary>
    public EvaluationComparison? Comparison { get; init; }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJson.Default.EvaluationReport);

    /// <summary>
    /// Reads a report of this or an earlier version. What was compared when it was made is left out: it compares two others.
    /// </summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <exception cref="FreezeException">It is no report, or its figures make no sense.</exception>
    public static EvaluationReport FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        const string cure = "Make one with onnx2cs evaluate --json FILE.";
        if (json.Length > LongestJson)
            throw new FreezeException($"This is not an evaluation report: it is larger than {LongestJson >> 20} MB. {cure}");
        EvaluationReport? report;
        try
        {
            using (var document = JsonDocument.Parse(json))
                if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("format", out var format)
                    && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number) && number > CurrentFormat)
                    throw new FreezeException(
                        $"The evaluation report has format {number}, and this version of Freeze reads formats up to {CurrentFormat}. "
                        + "Use a newer one.");
            report = JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationReport);
        }
        catch (JsonException e)
        {
            throw new FreezeException($"This is not an evaluation report: {HostileText.Printable(e)} {cure}", e);
        }

        if (report is null) throw new FreezeException($"This is not an evaluation report: it is null. {cure}");
        return EvaluationChecks.Problem(report) is { } problem
            ? throw new FreezeException($"This evaluation report makes no sense: {problem}. {cure}") : report with { Comparison = null, LeftOut = report.LeftOut ?? [] };
    }

    /// <summary>Reads a report from a file.</summary>
    /// <param name="path">A file that <c>onnx2cs evaluate --json</c> wrote.</param>
    /// <exception cref="FreezeException">There is no such file, or it is no report.</exception>
    public static EvaluationReport Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = HostileText.Printable(path);
        var json = InputFile.ReadText(path, "report", 4L * LongestJson);
        try
        {
            return FromJson(json);
        }
        catch (FreezeException error)
        {
            throw new FreezeException($"'{name}': {error.Message}", error);
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
/// <param name="Agreement">Share of those whose answer is the full network's; null when none left.</param>
public sealed record ProbeReport(string Name, double Share, double? Agreement);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
