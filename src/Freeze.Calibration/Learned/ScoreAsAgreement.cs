namespace Freeze.Calibration.Learned;

/// <summary>The score of a learned cache is the estimate itself.</summary>
internal sealed class ScoreAsAgreement : IAgreement
{
    public double Probability(double score) => score;
}
