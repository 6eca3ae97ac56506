namespace Freeze;

/// <summary>The answer for one image.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Exit">Where the request left: the name of a probe, or "end" after the whole network.</param>
/// <param name="ProbeIndex">Index of that probe; the number of probes after the whole network.</param>
/// <param name="IsEarly">Whether the answer came from a cache.</param>
/// <param name="Score">A probability, 0..1; <see cref="ScoreKind"/> says of what, and each kind has a property of its own.</param>
public readonly record struct Prediction(int Class, string Label, string Exit, int ProbeIndex, bool IsEarly, float Score)
{
    /// <summary>Name of the exit after the whole network.</summary>
    public const string End = "end";

    /// <summary>
    /// What the score is the probability of: of the class after the whole network, of agreement with the whole network at an early exit.
    /// </summary>
    public ScoreKind ScoreKind => IsEarly ? ScoreKind.AgreementProbability : ScoreKind.ClassProbability;

    /// <summary>The network's own probability of the class, 0..1; null at an early exit, where the network has not said it.</summary>
    public float? Probability => IsEarly ? null : Score;

    /// <summary>
    /// Estimated probability that the whole network would give the same class, 0..1; null after the whole network, whose answer this is.
    /// </summary>
    public float? Agreement => IsEarly ? Score : null;
}
