using Freeze.Calibration.Certification;
using Freeze.Calibration.Reporting;

namespace Freeze.Calibration.Tests.Fitting;

public class FrontierTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    [Fact]
    public void The_oracle_leaves_where_predictors_agree_for_good()
    {
        // Five images at two probes; the network always says 0. The second predictor is better at the second probe.
        var (first, second) = (new LookUpTable(5, 2), new LookUpTable(5, 2));
        first.Classes[0] = [0, 0, 1, 1, 0];
        first.Classes[1] = [1, 1, 1, 1, 1];
        second.Classes[0] = [1, 1, 1, 1, 1];
        second.Classes[1] = [0, 1, 0, 1, 0];
        using var model = fixture.Load();
        var plan = model.Plan;
        var (saved, byHalf) = Frontier.FindOracle(plan, [first, second], [[true, true], [true, true]]);

        // Images 0 and 4 leave at once, image 2 at the second probe; 1 changes its mind and 3 never agrees.
        double[] costs = [plan.MacsBefore(1), plan.Macs, plan.MacsBefore(2), plan.Macs, plan.MacsBefore(1)];
        Assert.Equal(1 - costs.Average() / plan.Macs, saved, 12);
        Assert.Equal(0.4, byHalf, 12);

        // A probe without predictors does not stand in the way.
        (saved, _) = Frontier.FindOracle(plan, [first, second], [[true, false], [false, false]]);
        costs = [plan.MacsBefore(1), plan.MacsBefore(1), plan.Macs, plan.Macs, plan.MacsBefore(1)];
        Assert.Equal(1 - costs.Average() / plan.Macs, saved, 12);
    }

    [Fact]
    public void Both_kinds_are_compared_and_the_chosen_one_is_certified()
    {
        using var model = fixture.Load();
        var options = new FitOptions { Risk = 0.1, Kind = CacheKind.Centroids };
        var plain = new CacheFitter(model, options).Fit(new ColourImages(800, 1), new ColourImages(600, 2));
        var result = new CacheFitter(model, options with { Frontier = true }).Fit(new ColourImages(800, 1), new ColourImages(600, 2));
        Assert.Null(plain.Frontier);
        Assert.Equal(plain.Certificate!.Thresholds, result.Certificate!.Thresholds);
        var frontier = result.Frontier!;
        Assert.Equal(120, frontier.Images);
        Assert.All(frontier.Learned.Concat(frontier.Centroids), point => Assert.InRange(point.Saved, 0, frontier.Oracle + 0.2));
        Assert.True(Frontier.Saved(frontier.Learned, 0.05) > 0.2);
        Assert.True(Frontier.Saved(frontier.Centroids, 0.05) >= Frontier.Saved(frontier.Centroids, 0.01));
        Assert.Equal(0, Frontier.Saved(frontier.Centroids, -1));

        var html = FrontierPage.Render(frontier, model.Plan, 2);
        Assert.Contains(Figures.Percent(frontier.Oracle), html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<polyline").Length - 1);
    }
}
