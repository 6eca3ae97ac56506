namespace Freeze;

/// <summary>What the score of a class is the probability of.</summary>
public enum ScoreKind
{
    /// <summary>
    /// The network's own probability of the class, after the whole network. <see cref="ModelPlan.HeadKind"/> says how it comes from the
    /// outputs, and whether the probabilities of all classes sum to 1.
    /// </summary>
    ClassProbability,

    /// <summary>
    /// A learned cache's probability of the class, at an early exit: its prediction of the network's, from the activations that it has
    /// seen. Those of all classes sum to 1. Certificates are about the most likely class and say nothing about the probabilities.
    /// </summary>
    CacheProbability,

    /// <summary>The estimated probability that the whole network would give this class too, at an early exit.</summary>
    AgreementProbability,
}
