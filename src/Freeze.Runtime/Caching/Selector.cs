using System.Numerics.Tensors;

namespace Freeze.Caching;

/// <summary>
/// Estimates how likely the network agrees with a guess: a logistic function of three marks of the guess's probabilities p. Each weight is not
/// negative, so that a more decided guess never scores less.
/// </summary>
/// <param name="Margin">Weight of ln p1 - ln p2, the lead of the best class over the second.</param>
/// <param name="Certainty">Weight of the sum of p ln p, the negative entropy.</param>
/// <param name="LogProbability">Weight of ln p1.</param>
/// <param name="Intercept">Intercept.</param>
public readonly record struct Selector(float Margin, float Certainty, float LogProbability, float Intercept)
{
    /// <summary>Estimated probability of agreement; not a number where the evidence holds one.</summary>
    /// <param name="evidence">Logarithms of the probabilities, up to a constant, [classes].</param>
    /// <param name="scratch">At least as many floats.</param>
    public float Score(ReadOnlySpan<float> evidence, Span<float> scratch)
    {
        var (margin, certainty, logProbability) = Marks(evidence, scratch);
        return 1 / (1 + MathF.Exp(-(Margin * margin + Certainty * certainty + LogProbability * logProbability + Intercept)));
    }

    /// <summary>The three marks.</summary>
    /// <param name="evidence">Logarithms of the probabilities, up to a constant, [classes].</param>
    /// <param name="scratch">At least as many floats.</param>
    public static (float Margin, float Certainty, float LogProbability) Marks(ReadOnlySpan<float> evidence, Span<float> scratch)
    {
        float best = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (var value in evidence)
        {
            if (value > best) (second, best) = (best, value);
            else if (value > second) second = value;
        }

        // sum p ln p = sum p (e - best) - ln sum exp(e - best)
        var shifted = scratch[..evidence.Length];
        TensorPrimitives.Subtract(evidence, best, shifted);
        float sum = 0, mean = 0;
        foreach (var value in shifted)
        {
            var p = MathF.Exp(value);
            sum += p;
            mean += p * value;
        }

        var log = MathF.Log(sum);
        return (best - second, mean / sum - log, -log);
    }
}
