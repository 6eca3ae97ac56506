using Freeze.Hosting.Statistics;

namespace Freeze.Hosting.Tests;

/// <summary>Quantiles against sorting, which is exact.</summary>
public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void Quantiles_are_right_to_three_per_cent(double share)
    {
        var random = new Random(1);
        var times = Enumerable.Range(0, 5000).Select(_ => TimeSpan.FromMilliseconds(Math.Exp(3 * random.NextDouble() - 1))).Order().ToArray();
        var histogram = new LatencyHistogram();
        foreach (var time in times) histogram.Add(time);
        var exact = times[(int)Math.Ceiling(share * times.Length) - 1].TotalMilliseconds;
        Assert.InRange(histogram.Quantile(share).TotalMilliseconds, 0.97 * exact, 1.03 * exact);
    }

    [Fact]
    public void A_difference_holds_what_came_between()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMilliseconds(1));
        var before = histogram.Since();
        histogram.Add(TimeSpan.FromMilliseconds(100));
        var between = histogram.Since(before);
        Assert.Equal(1, between.Count);
        Assert.InRange(between.Quantile(0.5).TotalMilliseconds, 97, 103);
    }

    [Fact]
    public void Extremes_have_a_bucket()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Add(TimeSpan.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(TimeSpan.Zero, histogram.Quantile(0.5));
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Quantile(0.5));
    }
}
