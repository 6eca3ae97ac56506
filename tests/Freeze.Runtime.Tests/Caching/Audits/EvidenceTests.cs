using Freeze.Caching.Audits;

namespace Freeze.Runtime.Tests.Caching.Audits;

/// <summary>Statements of the audits are checked by simulation: they may err as often as they say, in all runs and at all times together.</summary>
public sealed class EvidenceTests
{
    private const double Error = 0.05;
    private const int Runs = 600;

    // 5 % of the runs and 3.1 standard deviations: a right bound fails this once in a thousand seeds, and the seed is fixed.
    private static readonly int s_limit = (int)(Runs * Error + 3.1 * Math.Sqrt(Runs * Error * (1 - Error)));

    [Theory]
    [InlineData(0.0002)]
    [InlineData(0.01)]
    [InlineData(0.2)]
    public void The_bound_holds_at_all_times_at_once(double probability)
    {
        var bounds = Enumerable.Range(0, 600).Select(k => PoissonMixture.UpperBound(k, Error)).ToArray();
        var violations = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var trials = 0L;
            for (var events = 0; events < 300; events++)
            {
                // Between events the truth grows and the bound stands still, so it is worst just before the next event.
                trials += Gap(random, probability);
                if ((trials - 1) * probability <= bounds[events]) continue;
                violations++;
                break;
            }
        }

        Assert.InRange(violations, 1, s_limit);
    }

    /// <summary>The bound is about what happened: it holds as well when an adversary shows his errors in bursts.</summary>
    [Fact]
    public void The_bound_holds_for_any_sequence()
    {
        var bounds = Enumerable.Range(0, 600).Select(k => PoissonMixture.UpperBound(k, Error)).ToArray();
        var violations = 0;
        for (var run = 0; run < Runs; run++)
        {
            var coin = new Coin(0.05, run);
            var (truth, events) = (0, 0);
            for (var i = 0; i < 8_000; i++)
            {
                if (i / 500 % 7 is not (0 or 3) || i % 3 == 0) continue;
                truth++;
                if (coin.Falls(i)) events++;
                else if (truth % 16 != 0) continue;
                if (0.05 * truth <= bounds[events]) continue;
                violations++;
                break;
            }
        }

        Assert.InRange(violations, 0, s_limit);
    }

    [Theory]
    [InlineData(0, 3.8)]
    [InlineData(1, 7.2)]
    [InlineData(10, 23)]
    [InlineData(100, 136)]
    public void The_bound_is_not_much_wider_than_one_for_a_single_moment(int events, double limit)
    {
        var bound = PoissonMixture.UpperBound(events, Error);
        Assert.InRange(bound, events + 2.9, limit);
        Assert.True(PoissonMixture.UpperBound(events + 1, Error) > bound);
    }

    /// <summary>At the boundary of the promise the whole bank of tests raises a false alarm, ever, in at most 5 % of the runs.</summary>
    [Fact]
    public void Alarms_are_false_as_rarely_as_they_say()
    {
        const double Claimed = 0.01;
        var alarms = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var test = new DisagreementTest(Claimed, Error);
            var trials = 0L;
            for (var events = 1; events <= 150; events++)
            {
                trials += Gap(random, Claimed);
                if (!test.Add(trials, events)) continue;
                alarms++;
                break;
            }
        }

        Assert.InRange(alarms, 0, s_limit);
    }

    /// <summary>
    /// With 2 % audits, a risk of 1 % and 100,000 good predictions behind, five times the risk is found within 28,000 predictions in nine of ten
    /// runs: the 340 audits of a model that answers 60 % early. Fifty times the risk takes 1,000 predictions, 12 audits.
    /// </summary>
    [Theory]
    [InlineData(5, 28_000)]
    [InlineData(50, 1_000)]
    public void A_change_is_found_in_time(double times, long within)
    {
        const double Claimed = 0.02 * 0.01;
        var (found, before) = (0, 0);
        for (var run = 0; run < 200; run++)
        {
            var random = new Random(run);
            var test = new DisagreementTest(Claimed, Error);
            long trials = 0, events = 0;
            while ((trials += Gap(random, Claimed / 2)) < 100_000)
                if (test.Add(trials, ++events)) before++;
            trials = 100_000;
            while ((trials += Gap(random, Claimed * times)) <= 100_000 + within)
            {
                if (!test.Add(trials, ++events)) continue;
                found++;
                break;
            }
        }

        Assert.InRange(found, 180, 200);
        Assert.InRange(before, 0, 10);
    }

    [Fact]
    public void The_coin_is_fair_and_of_one_mind()
    {
        var (coin, again, other) = (new Coin(0.1, 7), new Coin(0.1, 7), new Coin(0.1, 8));
        var (falls, both, next) = (0, 0, 0);
        for (var i = 0; i < 100_000; i++)
        {
            Assert.Equal(coin.Falls(i), again.Falls(i));
            if (coin.Falls(i)) falls++;
            if (coin.Falls(i) && other.Falls(i)) both++;
            if (coin.Falls(i) && coin.Falls(i + 1)) next++;
        }

        // Four standard deviations of 10,000 and of 1,000.
        Assert.InRange(falls, 9_620, 10_380);
        Assert.InRange(both, 874, 1_126);
        Assert.InRange(next, 874, 1_126);
        Assert.False(new Coin(0, 1).Falls(3));
        Assert.True(new Coin(1, 1).Falls(3));
    }

    // Trials up to and with the next event.
    private static long Gap(Random random, double probability) =>
        1 + (long)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(1 - probability));
}
