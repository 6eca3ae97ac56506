using Freeze.Calibration.Certification;
using Freeze.Calibration.Costs;
using Freeze.Calibration.Learned;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Costs;

/// <summary>Costs in milliseconds: files, and what placing and choosing make of them.</summary>
public class CostProfileTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using var model = fixture.Load();
        var profile = Costs(model.Plan, 0.25, 0.5);
        var read = CostProfile.FromJson(profile.ToJson());
        Assert.Equivalent(profile, read, strict: true);
        read.CheckFits(model.Plan);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"model\": \"tiny\", \"structure\": \"tiny-1\", \"network\": 1}")]
    [InlineData("{\"model\":null,\"structure\":\"s\",\"device\":\"d\",\"machine\":\"m\",\"network\":1,\"probes\":[]}")]
    [InlineData("{\"model\":\"m\",\"structure\":\"s\",\"device\":\"d\",\"machine\":\"m\",\"network\":1,\"probes\":[null]}")]
    public void A_file_of_something_else_is_refused(string json)
    {
        var error = Assert.Throws<FreezeException>(() => CostProfile.FromJson(json));
        Assert.Contains("no profile of costs", error.Message, StringComparison.Ordinal);
        Assert.Contains("edge-classifier profile --out FILE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_that_make_no_sense_are_refused()
    {
        using var model = fixture.Load();
        var good = Costs(model.Plan, 0.25, 0.5);
        Refuse(good with { Network = 0 }, "not a positive number");
        Refuse(good with { Probes = [good.Probes[0], good.Probes[1] with { Before = 0.2 }] }, "before 'conv' do not rise");
        Refuse(good with { Probes = [good.Probes[0], good.Probes[1] with { Before = 1.5 }] }, "before 'conv' do not rise");
        Refuse(good with { Probes = [good.Probes[0] with { LookUpBase = -1 }, good.Probes[1]] }, "at 'stem' takes no sensible time");

        static void Refuse(CostProfile profile, string word) =>
            Assert.Contains(word, Assert.Throws<FreezeException>(() => CostProfile.FromJson(profile.ToJson())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Costs_of_another_network_are_refused()
    {
        using var model = fixture.Load();
        var foreign = Costs(model.Plan, 0.25, 0.5) with { Model = "other", Structure = "other-1" };
        var error = Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Costs = foreign }));
        Assert.Contains("another network, 'other'", error.Message, StringComparison.Ordinal);
        Assert.Contains("measure 'tiny' on the target", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exits_cost_nanoseconds()
    {
        using var model = fixture.Load();
        var profile = Costs(model.Plan, 0.25, 0.5);
        var cache = PredictorExport.ToCache(new Predictor(16, 0, 4, new Random(1)), new Standardisation(new float[16], new float[16]), 1);
        var costs = ProbeCosts.Of(model.Plan, [cache, null], profile);
        Assert.Equal([250_000, 500_000], costs.Before);
        Assert.Equal(1_000_000, costs.Network);

        // 16 x 4 weights and twice four classes at 10 ms a million, after 2 microseconds of pooling.
        Assert.Equal([2_000 + 720, 0], costs.LookUps);
        Assert.Equal(252_720, costs.Of(0, [0.5f, float.PositiveInfinity]));
        Assert.Equal(1_002_720, costs.Of(2, [0.5f, float.PositiveInfinity]));
    }

    [Fact]
    public void A_probe_that_does_not_pay_on_the_target_gets_no_predictor()
    {
        using var model = fixture.Load();
        var plan = model.Plan;

        // By multiply-accumulates only the first probe pays; where nearly all the time is behind the second one, both do.
        Assert.Equal([true, false], Placed(null));
        Assert.Equal([true, true], Placed(Costs(plan, 0.01, 0.02)));

        // Where look-ups are as slow as a twentieth of the network, none does.
        var slow = Costs(plan, 0.25, 0.5);
        Assert.Equal([false, false], Placed(slow with { Probes = [.. slow.Probes.Select(probe => probe with { LookUpBase = 0.05 })] }));

        bool[] Placed(CostProfile? costs) => [.. PredictorShape.Choose(plan, null, 0, costs).Select(shape => shape.Grid > 0)];
    }

    [Fact]
    public void Thresholds_follow_the_milliseconds()
    {
        // Both probes know the answer; behind the second one there is next to nothing, so that only the first saves time.
        using var model = fixture.Load();
        var options = new FitOptions { Risk = 0.1, Kind = CacheKind.Centroids, Frontier = true, Costs = Costs(model.Plan, 0.1, 0.999) };
        var result = new CacheFitter(model, options).Fit(new ColourImages(800, 1), new ColourImages(600, 2));
        Assert.NotNull(result.Certificate);
        Assert.True(float.IsFinite(result.Certificate.Thresholds[0]));
        Assert.Equal(float.PositiveInfinity, result.Certificate.Thresholds[1]);
        Assert.Equal(1, result.Frontier!.Milliseconds);

        // Leaving at the first probe saves 90 % of the time, and so does the oracle at most.
        Assert.InRange(result.Frontier.Oracle, 0.3, 0.9);
    }

    [Fact]
    public void A_measured_profile_holds_together()
    {
        using var model = fixture.Load();
        var before = model.Caches;
        var profile = CostProfiler.Measure(model, TimeSpan.FromMilliseconds(50));
        Assert.Equivalent(profile, CostProfile.FromJson(profile.ToJson()), strict: true);
        profile.CheckFits(model.Plan);
        Assert.Equal(["stem", "conv"], profile.Probes.Select(probe => probe.Name));
        Assert.All(profile.Probes, probe => Assert.Null(probe.LookUp));
        Assert.Same(before, model.Caches);
    }

    private static CostProfile Costs(ModelPlan plan, double first, double second) => new()
    {
        Model = plan.Name,
        Structure = plan.Structure,
        Device = "cpu",
        Machine = "a test",
        Network = 1,
        Probes = [new("stem", first, 0.003, 0.002, 10), new("conv", second, null, 0.002, 0)],
    };
}
