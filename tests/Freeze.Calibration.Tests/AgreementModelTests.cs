namespace Freeze.Calibration.Tests;

public class AgreementModelTests
{
    [Fact]
    public void Recovers_the_curve_that_made_the_data()
    {
        var random = new Random(1);
        var truth = new AgreementModel(8, -2);
        float[] scores = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextSingle())];
        bool[] agrees = [.. scores.Select(score => random.NextDouble() < truth.Probability(score))];
        var found = AgreementModel.Fit(scores, agrees);
        Assert.Equal(8, found.Slope, 0.3);
        Assert.Equal(-2, found.Intercept, 0.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_sided_data_stay_finite(bool value)
    {
        float[] scores = [.. Enumerable.Range(0, 1000).Select(i => i / 1000f)];
        var found = AgreementModel.Fit(scores, [.. Enumerable.Repeat(value, 1000)]);
        Assert.True(double.IsFinite(found.Slope) && double.IsFinite(found.Intercept) && found.Slope >= 0);
        Assert.InRange(found.Probability(0.5), value ? 0.99 : 0, value ? 1 : 0.01);
    }

    [Fact]
    public void A_score_that_misleads_is_ignored()
    {
        float[] scores = [.. Enumerable.Range(0, 1000).Select(i => i / 1000f)];
        bool[] agrees = [.. scores.Select(score => score < 0.7f)];
        var found = AgreementModel.Fit(scores, agrees);
        Assert.Equal(0, found.Slope);
        Assert.Equal(0.7, found.Probability(0.2), 0.01);
    }

    [Fact]
    public void Perfectly_separated_data_end_at_a_steep_but_finite_curve()
    {
        var found = AgreementModel.Fit([0.1f, 0.2f, 0.8f, 0.9f], [false, false, true, true]);
        Assert.InRange(found.Slope, 1, 1000);
        Assert.Equal(0.5, found.Probability(0.5), 0.05);
    }

    [Fact]
    public void Nothing_known_is_even_odds() => Assert.Equal(0.5, AgreementModel.Fit([], []).Probability(0.3));
}
