using CsCheck;
using Freeze.Calibration.Statistics;
using MathNet.Numerics;

namespace Freeze.Calibration.Tests.Statistics;

public class BinomialTests
{
    [Theory]
    [InlineData(0.005, 12)]
    [InlineData(0.01, 29)]
    [InlineData(0.02, 65)]
    public void Four_thousand_images_allow_so_many_disagreements(double risk, int allowed)
    {
        Assert.Equal(allowed, Binomial.Allowed(4000, risk, 0.95));
        Assert.True(Binomial.UpperBound(allowed, 4000, 0.95) <= risk);
        Assert.True(Binomial.UpperBound(allowed + 1, 4000, 0.95) > risk);
    }

    [Fact]
    public void Edges()
    {
        Assert.Equal(1, Binomial.UpperBound(0, 0, 0.95));
        Assert.Equal(1, Binomial.UpperBound(7, 7, 0.95));
        Assert.Equal(0.95, Binomial.UpperBound(0, 1, 0.95), 15);
        Assert.Equal(1 - Math.Pow(0.05, 1.0 / 298), Binomial.UpperBound(0, 298, 0.95), 14);
        Assert.Equal(-1, Binomial.Allowed(298, 0.01, 0.95));
        Assert.Equal(0, Binomial.Allowed(299, 0.01, 0.95));
        Assert.Equal(10, Binomial.Allowed(10, 1, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.UpperBound(-1, 10, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.UpperBound(11, 10, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.UpperBound(1, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Binomial.UpperBound(1, 10, double.NaN));
    }

    [Fact]
    public void Cumulative_equals_the_plain_sum_and_another_library()
    {
        Gen.Select(Gen.Int[1, 400], Gen.Double[1e-4, 0.9999], Gen.Double[0, 1]).Sample((n, p, part) =>
        {
            var k = (int)(part * (n - 1));
            double sum = 0;
            for (var i = 0; i <= k; i++)
                sum += Math.Exp(MathNet.Numerics.SpecialFunctions.BinomialLn(n, i) + i * Math.Log(p) + (n - i) * Math.Log(1 - p));
            var value = Binomial.Cumulative(k, n, p);
            Assert.Equal(sum, value, 1e-10);
            Assert.Equal(MathNet.Numerics.SpecialFunctions.BetaRegularized(n - k, k + 1, 1 - p), value, 1e-10);
        }, iter: 500);
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_000, 9_834)]
    [InlineData(1_000_000, 500_000)]
    [InlineData(1_000_000, 999_998)]
    [InlineData(1_000_000, 999_999)]
    public void A_million_trials_are_no_trouble(int trials, int hits)
    {
        var bound = Binomial.UpperBound(hits, trials, 0.95);
        Assert.InRange(bound, (double)hits / trials, 1);
        Assert.Equal(0.05, Binomial.Cumulative(hits, trials, bound), 1e-8);

        // The normal approximation is good where both counts are large.
        if (hits is > 1000 and < 999_000)
        {
            var p = (double)hits / trials;
            Assert.Equal(p + 1.6448536 * Math.Sqrt(p * (1 - p) / trials), bound, 5e-6);
        }
    }

    [Fact]
    public void The_bound_inverts_the_distribution_and_rises_with_the_hits()
    {
        Gen.Select(Gen.Int[2, 20_000], Gen.Double[0, 1], Gen.Double[0.5, 0.999]).Sample((n, part, confidence) =>
        {
            var k = (int)(part * (n - 2));
            var bound = Binomial.UpperBound(k, n, confidence);
            Assert.Equal(1 - confidence, Binomial.Cumulative(k, n, bound), 1e-9);
            Assert.True(bound > (double)k / n || confidence < 0.6);
            Assert.True(Binomial.UpperBound(k + 1, n, confidence) > bound);
        }, iter: 500);
    }

    // Expected values from exact sums of binomial terms.
    [Theory]
    [InlineData(200, 0.05, 0.99, 18)]
    [InlineData(20, 0.05, 0.99, 4)]
    [InlineData(50, 0.3, 0.5, 15)]
    [InlineData(7, 0, 0.99, 0)]
    public void The_quantile_is_the_fewest_hits_that_suffice(int trials, double proportion, double probability, int hits) =>
        Assert.Equal(hits, Binomial.Quantile(trials, proportion, probability));
}
