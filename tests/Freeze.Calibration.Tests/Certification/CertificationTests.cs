using CsCheck;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Tests.Certification;

public class CertificationTests
{
    [Fact]
    public void Thresholds_only_fall_along_the_path_and_work_only_shrinks()
    {
        Gen.Select(Gen.Int[1, 300], Gen.Int).Sample((images, seed) =>
        {
            var table = Synthetic.Draw(images, new Random(seed));
            var path = CandidatePath.Find(table, Synthetic.Models(table), Synthetic.Costs, 0.3);
            var previous = Enumerable.Repeat(float.PositiveInfinity, 3).ToArray();
            var cost = 400L * images;
            foreach (var thresholds in path)
            {
                Assert.All(Enumerable.Range(0, 3), k => Assert.True(thresholds[k] <= previous[k] && thresholds[k] > 0));
                var next = Enumerable.Range(0, images).Sum(i => Synthetic.Costs.Of(table.Exit(i, thresholds), thresholds));
                Assert.True(next < cost);
                (previous, cost) = (thresholds, next);
            }
        }, iter: 40);
    }

    [Fact]
    public void A_look_up_that_costs_more_than_it_saves_stays_off()
    {
        var table = Synthetic.Draw(300, new Random(1));
        var costs = Synthetic.Costs with { LookUps = [1, 1, 1_000] };
        Assert.All(CandidatePath.Find(table, Synthetic.Models(table), costs, 0.5), thresholds => Assert.Equal(float.PositiveInfinity, thresholds[2]));
    }

    [Fact]
    public void A_probe_without_a_cache_stays_off()
    {
        var table = Synthetic.Draw(300, new Random(1));
        var models = Synthetic.Models(table);
        models[0] = null;
        var path = CandidatePath.Find(table, models, Synthetic.Costs, 0.2);
        Assert.NotEmpty(path);
        Assert.All(path, thresholds => Assert.Equal(float.PositiveInfinity, thresholds[0]));
        Assert.Empty(CandidatePath.Find(table, [null, null, null], Synthetic.Costs, 0.2));
    }

    [Fact]
    public void The_walk_stops_at_the_first_failure()
    {
        // 4,000 images whose scores fall: image i leaves under threshold 1 - i / 4000; those from 1,000 on with i divisible by 10 go wrong.
        var table = new LookUpTable(4000, 1);
        for (var i = 0; i < 4000; i++)
        {
            table.Scores[0][i] = 1 - i / 4000f;
            if (i >= 1000 && i % 10 == 0) table.Classes[0][i] = 1;
        }

        float[][] candidates = [[0.9f], [0.74f], [0.7f], [0.5f], [0.95f]];
        var result = LearnThenTest.Walk(table, candidates, 0.01, 0.95);
        Assert.Equal(2, result.Accepted);
        Assert.Equal(candidates[2], result.Thresholds);
        Assert.Equal(table.Walk([0.7f]).Disagreements.Sum(), result.Disagreements);
        Assert.True(result.Bound <= 0.01);
        Assert.Equal(Binomial.UpperBound(0, 4000, 0.95), result.Tightest);
    }

    [Fact]
    public void Too_few_images_certify_nothing_and_say_what_they_could()
    {
        var result = LearnThenTest.Walk(Synthetic.Draw(100, new Random(1)), [[2f, 2f, 2f]], 0.01, 0.95);
        Assert.Equal(-1, result.Accepted);
        Assert.Null(result.Thresholds);
        Assert.Equal(1 - Math.Pow(0.05, 0.01), result.Tightest, 12);
    }

    [Fact]
    public void Nothing_to_choose_from_is_nothing_certified()
    {
        var result = LearnThenTest.Walk(new LookUpTable(1000, 2), [], 0.01, 0.95);
        Assert.Equal((-1, 0), (result.Accepted, result.Disagreements));
    }

    [Fact]
    public void False_promises_are_as_rare_as_the_confidence_says()
    {
        // Truth from 200,000 images; a path made once; 2,000 independent draws of certification images.
        const double Risk = 0.03, Confidence = 0.9;
        const int Draws = 2000;
        var selection = Synthetic.Draw(200, new Random(11));
        var path = CandidatePath.Find(selection, Synthetic.Models(selection), Synthetic.Costs, 0.2);
        var truth = Synthetic.Draw(200_000, new Random(12));
        double[] risks = [.. path.Select(thresholds => truth.Walk(thresholds).Disagreements.Sum() / 200_000.0)];
        Assert.Contains(risks, risk => risk < Risk / 2);
        Assert.Contains(risks, risk => risk > Risk * 2);

        var accepted = new int[Draws];
        Parallel.For(0, Draws, draw => accepted[draw] = LearnThenTest.Walk(Synthetic.Draw(400, new Random(1000 + draw)), path, Risk, Confidence).Accepted);
        var broken = accepted.Count(c => c >= 0 && risks[c] > Risk);

        // One chance in a thousand that an honest procedure is refused here.
        Assert.True(Binomial.Cumulative(broken - 1, Draws, 1 - Confidence) < 0.999, $"{broken} of {Draws} promises were false.");

        // And the test has power: promises are usually made, and are not absurdly timid.
        Assert.True(accepted.Count(c => c >= 0) > Draws / 2);
        Assert.True(accepted.Where(c => c >= 0).Average(c => risks[c]) > Risk / 4);
    }

    [Fact]
    public void Promises_hold_when_the_path_is_drawn_anew_as_well()
    {
        const double Risk = 0.05, Confidence = 0.8;
        const int Draws = 200;
        var truth = Synthetic.Draw(20_000, new Random(21));
        var broken = 0;
        Parallel.For(0, Draws, draw =>
        {
            var random = new Random(5000 + draw);
            var selection = Synthetic.Draw(100, random);
            var path = CandidatePath.Find(selection, Synthetic.Models(selection), Synthetic.Costs, 0.2);
            var result = LearnThenTest.Walk(Synthetic.Draw(300, random), path, Risk, Confidence);
            if (result.Thresholds is { } chosen && truth.Walk(chosen).Disagreements.Sum() > Risk * truth.Images) Interlocked.Increment(ref broken);
        });
        Assert.True(Binomial.Cumulative(broken - 1, Draws, 1 - Confidence) < 0.999, $"{broken} of {Draws} promises were false.");
    }
}
