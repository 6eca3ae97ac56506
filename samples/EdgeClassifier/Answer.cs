namespace Freeze.Samples.EdgeClassifier;

/// <summary>What is printed for an image.</summary>
/// <param name="File">Its file.</param>
/// <param name="Label">Name of its class.</param>
/// <param name="Class">Number of its class.</param>
/// <param name="Probability">The network's own probability of the class, 0 to 1; null at an early exit.</param>
/// <param name="Agreement">
/// Estimated probability that the whole network would give this class too, 0 to 1; null after the whole network.
/// </param>
/// <param name="Exit">Where it left the network.</param>
/// <param name="Early">Whether that was before the end.</param>
/// <param name="Milliseconds">Time in the model.</param>
/// <param name="Top">The most likely classes, the likeliest first; null when none were asked for.</param>
internal sealed record Answer(
    string File, string Label, int Class, float? Probability, float? Agreement, string Exit, bool Early, double Milliseconds,
    TopClass[]? Top)
{
    public static Answer Of(string file, Prediction prediction, double milliseconds, ReadOnlySpan<RankedClass> top) => new(
        file, prediction.Label, prediction.Class, prediction.Probability, prediction.Agreement, prediction.Exit, prediction.IsEarly,
        Math.Round(milliseconds, 4), top.IsEmpty ? null : [.. top.ToArray().Select(TopClass.Of)]);
}

/// <summary>One of the most likely classes.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Class">Number of the class.</param>
/// <param name="Probability">Its probability, the network's own or a learned cache's; null where only the agreement is known.</param>
/// <param name="Agreement">Estimated probability that the whole network would give this class; null where the probability is known.</param>
internal sealed record TopClass(string Label, int Class, float? Probability, float? Agreement)
{
    public static TopClass Of(RankedClass ranked) => new(ranked.Label, ranked.Class, ranked.Probability, ranked.Agreement);
}
