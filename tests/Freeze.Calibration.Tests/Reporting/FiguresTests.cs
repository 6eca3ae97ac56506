using Freeze.Calibration.Reporting;

namespace Freeze.Calibration.Tests.Reporting;

public class FiguresTests
{
    [Theory]
    [InlineData(0, "0.00%")]
    [InlineData(1, "100.00%")]
    [InlineData(0.4672, "46.72%")]
    [InlineData(0.188, "18.80%")]
    [InlineData(-0.39, "-39.00%")]
    [InlineData(0.99999, ">99.99%")]
    [InlineData(0.00001, "<0.01%")]
    [InlineData(-0.00001, "0.00%")]
    public void A_share_has_two_decimals_and_hides_no_difference(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Fact]
    public void Each_kind_has_one_form()
    {
        Assert.Equal(("–", "–", "–"), (Figures.Percent(null), Figures.Milliseconds(null), Figures.Points(null)));
        Assert.Equal(("0.254", "1,234.568"), (Figures.Milliseconds(0.254), Figures.Milliseconds(1234.5678)));
        Assert.Equal(("+1.20", "−0.38", "0.00"), (Figures.Points(0.012), Figures.Points(-0.0038), Figures.Points(0)));
        Assert.Equal(("+12", "−1,200", "0"), (Figures.CountDifference(12), Figures.CountDifference(-1200), Figures.CountDifference(0)));
        Assert.Equal(("0.4%", "95%"), (Figures.Exact(0.004), Figures.Exact(0.95)));
        Assert.Equal("2026-12-01 09:30 UTC", Figures.Date(new DateTimeOffset(2026, 12, 1, 10, 30, 0, TimeSpan.FromHours(1))));
    }

    /// <summary>An axis holds its largest value, and the marks are told apart by their digits and have as many of them.</summary>
    [Fact]
    public void Marks_of_an_axis_are_written_alike()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            double largest = Math.Pow(10, 8 * random.NextDouble() - 4), smallest = largest * Math.Pow(10, -4 * random.NextDouble());
            var (equal, spread) = (Axis.For(largest, 0, 1), Axis.Logarithmic(smallest, largest, 0, 1));
            Assert.InRange(equal.Maximum, largest * (1 - 1e-9), largest * 2);
            Assert.InRange(spread.Maximum, largest, largest * 5);
            Assert.InRange(spread.Marks[0], smallest / 2.5 * (1 - 1e-9), smallest);
            foreach (var axis in new[] { equal, spread })
            {
                Assert.Equal(axis.Share(largest), axis.Place(largest), 1e-9);
                Assert.Equal(largest, axis.At(axis.Share(largest)), largest * 1e-9);
                Assert.InRange(axis.Marks.Count, 2, 10);
                foreach (var write in new[] { Figures.Marks(axis.Step), Figures.PercentMarks(axis.Step) })
                {
                    string[] marks = [.. axis.Marks.Select(write)];
                    Assert.Equal(marks.Length, marks.Distinct().Count());
                    Assert.Single(marks.Select(mark => mark.Length - $"{mark}.".IndexOf('.', StringComparison.Ordinal)).Distinct());
                }
            }
        }
    }

    [Fact]
    public void Percentiles_are_values_that_occur()
    {
        var p = Percentiles.Of(Enumerable.Range(1, 100).Select(i => (double)i).Reverse());
        Assert.Equal((50.0, 95.0, 99.0, 100.0), (p.P50, p.P95, p.P99, p.Longest));
        Assert.Equal(new Percentiles(3, 3, 3, 3), Percentiles.Of([3]));
        Assert.Equal(new Percentiles(1, 2, 2, 2), Percentiles.Of([2, 1]));
    }
}
