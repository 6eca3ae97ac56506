using System.Text.Json;
using System.Text.Json.Serialization;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>One JSON object a line, so that a reader need not wait for the end of a stream.</summary>
internal sealed class JsonPrinter : IAnswerPrinter
{
    public void Print(Answer answer) => Console.WriteLine(JsonSerializer.Serialize(answer, JsonLines.Default.Answer));

    public void Print(StreamReport report) => Console.WriteLine(JsonSerializer.Serialize(report, JsonLines.Default.StreamReport));
}

/// <summary>Serialisers written at compile time: NativeAOT has no reflection to write them later.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(StreamReport))]
internal sealed partial class JsonLines : JsonSerializerContext;
