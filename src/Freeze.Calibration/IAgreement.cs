namespace Freeze.Calibration;

/// <summary>Estimates how likely the network would give a cached answer.</summary>
public interface IAgreement
{
    /// <summary>Estimated probability that the network agrees.</summary>
    /// <param name="score">Score of a look-up.</param>
    double Probability(double score);
}
