namespace Freeze.Calibration;

/// <summary>Estimates how likely the network would give a cached answer.</summary>
public interface IAgreement
{
    /// <summary>Estimated probability that the network agrees.</summary>
    /// <param name="score">Score of a look-up.</param>
    double Probability(double score);

    /// <summary>How much the estimate counts in an expected disagreement, 0..1; the rest is what the same images showed.</summary>
    double Share { get; }
}
