namespace Freeze;

/// <summary>A class and how likely it is.</summary>
/// <param name="Class">Index of the class.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Score">A probability, 0..1.</param>
/// <param name="ScoreKind">What it is the probability of.</param>
public readonly record struct RankedClass(int Class, string Label, float Score, ScoreKind ScoreKind)
{
    /// <summary>
    /// Probability of the class, the network's own or a learned cache's; null where only <see cref="Agreement"/> is known.
    /// </summary>
    public float? Probability => ScoreKind == ScoreKind.AgreementProbability ? null : Score;

    /// <summary>
    /// Estimated probability that the whole network would give this class; null where <see cref="Probability"/> is known.
    /// </summary>
    public float? Agreement => ScoreKind == ScoreKind.AgreementProbability ? Score : null;
}
