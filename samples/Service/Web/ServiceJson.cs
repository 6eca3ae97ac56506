using System.Text.Json.Serialization;

namespace Freeze.Samples.Service.Web;

/// <summary>One image's answer.</summary>
/// <param name="Label">Name of its class.</param>
/// <param name="Class">Number of its class.</param>
/// <param name="Probability">The network's own probability of the class, 0 to 1; null at an early exit.</param>
/// <param name="Agreement">
/// Estimated probability that the whole network would give this class too, 0 to 1; null after the whole network.
/// </param>
/// <param name="Exit">Where it left the network.</param>
/// <param name="Early">Whether that was before the end.</param>
/// <param name="Classes">The likeliest classes, the likeliest first; null unless they are asked for.</param>
internal sealed record Answer(
    string Label, int Class, float? Probability, float? Agreement, string Exit, bool Early, RankedAnswer[]? Classes = null)
{
    public static Answer Of(Prediction prediction) => new(
        prediction.Label, prediction.Class, prediction.Probability, prediction.Agreement, prediction.Exit, prediction.IsEarly);

    public static Answer Of(TopKPrediction ranked) => Of(ranked.Prediction) with
    {
        Classes = [.. ranked.Classes.Select(c => new RankedAnswer(c.Label, c.Class, c.Probability, c.Agreement))],
    };
}

/// <summary>One of the likeliest classes.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Class">Its number.</param>
/// <param name="Probability">Its probability, the network's own or a cache's, 0 to 1; null where only agreement is known.</param>
/// <param name="Agreement">Estimated probability that the whole network would give it, 0 to 1; null where the probability is known.</param>
internal sealed record RankedAnswer(string Label, int Class, float? Probability, float? Agreement);

/// <summary>The answer to <c>POST /predict</c>.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Predictions">One answer for each image, in the request's order.</param>
internal sealed record PredictResponse(string Model, Answer[] Predictions);

/// <summary>The answer to <c>POST /admin/reload</c>.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Generation">How many times a model was loaded.</param>
/// <param name="Weights">SHA-256 of the weights.</param>
/// <param name="Caches">Whether requests may leave early.</param>
/// <param name="Risk">Share of answers that may differ from the full network's; null without a certificate.</param>
internal sealed record ReloadResponse(string Model, int Generation, string Weights, bool Caches, double? Risk);

/// <summary>A problem document.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record Problem(string Title, int Status, string? Detail);

/// <summary>Serialises without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(ReloadResponse))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ServiceJson : JsonSerializerContext;
