namespace Freeze.Calibration.Learned;

/// <summary>The score of a learned cache is the estimate itself.</summary>
internal sealed class ScoreAsAgreement : IAgreement
{
    // Single disagreements among the selection images are chance; thresholds that go round them do worse on other images.
    public double Share => 1;

    public double Probability(double score) => score;
}
