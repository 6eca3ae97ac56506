namespace Freeze.Samples.EdgeClassifier;

/// <summary>What is printed for an image.</summary>
/// <param name="File">Its file.</param>
/// <param name="Label">Name of its class.</param>
/// <param name="Class">Number of its class.</param>
/// <param name="Score">How sure the answer is, 0 to 1.</param>
/// <param name="Exit">Where it left the network.</param>
/// <param name="Early">Whether that was before the end.</param>
/// <param name="Milliseconds">Time in the model.</param>
internal sealed record Answer(string File, string Label, int Class, float Score, string Exit, bool Early, double Milliseconds)
{
    public static Answer Of(string file, Prediction prediction, double milliseconds) => new(
        file, prediction.Label, prediction.Class, prediction.Score, prediction.Exit, prediction.IsEarly, Math.Round(milliseconds, 4));
}
