using CsCheck;
using Freeze.Caching;
using Freeze.Layers;
using Freeze.Runtime.Tests.Operators;

namespace Freeze.Runtime.Tests.Caching;

public sealed class LearnedCacheTests
{
    /// <summary>Three probes of one image after another; single precision against double, so scores agree to 1e-3.</summary>
    [Fact]
    public void Classes_scores_and_evidence_equal_their_definition() =>
        (from pooled in Gen.Int[1, 40]
         from hidden in Gen.Int[0, 20]
         from classes in Gen.Int[2, 12]
         from seed in Draw.Seed
         select (pooled, hidden, classes, seed)).Sample(
            c =>
            {
                var random = new Random(c.seed);
                var evidence = new float[c.classes];
                var expected = new double[c.classes];
                for (var probe = 0; probe < 3; probe++)
                {
                    var cache = Learned.Cache(random, c.pooled, c.hidden, c.classes, size: 0.3);
                    Assert.Equal((c.pooled, c.hidden + c.classes), (cache.PooledLength, cache.ScratchLength));
                    var pooled = Draw.Values(random, c.pooled);
                    var (answer, score) = cache.LookUp(pooled, new float[cache.ScratchLength + 2], evidence);
                    var (wanted, wantedScore) = Learned.LookUp(cache, pooled, expected);
                    for (var i = 0; i < c.classes; i++) Assert.Equal(expected[i], evidence[i], 1e-3);
                    Assert.Equal(wantedScore, score, 1e-3);
                    var sorted = expected.OrderDescending().ToArray();
                    if (sorted[0] - sorted[1] > 2e-3) Assert.Equal(wanted, answer);
                    Assert.Equal(score, cache.Agreement(score));
                }
            },
            iter: 1000, threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void What_is_not_finite_has_no_answer_then_and_later(int hidden)
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var cache = Learned.Cache(new Random(1), pooled: 3, hidden, classes: 4);
            var evidence = new float[4];
            Assert.Equal((-1, 0f), cache.LookUp([1, bad, 1], new float[cache.ScratchLength], evidence));

            // A later probe of the same image must not forget it.
            Assert.Equal((-1, 0f), cache.LookUp([1, 1, 1], new float[cache.ScratchLength], evidence));
            Assert.NotEqual(-1, cache.LookUp([1, 1, 1], new float[cache.ScratchLength], new float[4]).Class);
        }
    }

    /// <summary>A unit at minus infinity is zero behind the rectifier: the guess would look sound.</summary>
    [Fact]
    public void An_infinity_that_the_rectifier_would_hide_has_no_answer()
    {
        var cache = new LearnedCache
        {
            Grid = 1, HiddenWeights = [-1, -1], HiddenBias = [0, 0], OutputWeights = [0, 0, 0, 0], OutputBias = [0, 50], Selector = new(1, 0, 0, 0),
        };
        Assert.Equal(1, cache.LookUp([1], new float[4], new float[2]).Class);
        Assert.Equal((-1, 0f), cache.LookUp([float.PositiveInfinity], new float[4], new float[2]));
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        var cache = new LearnedCache
        {
            Grid = 1, HiddenWeights = [], HiddenBias = [], OutputWeights = [1, 0, 0], OutputBias = [0, 0, 0], Selector = new(1, 0, 0, 0),
        };
        Assert.Equal((0, 1f), cache.LookUp([1e30f], new float[3], new float[3]));
    }

    [Fact]
    public void Costs_are_counted_by_hand()
    {
        var shape = new Shape(5, 8, 8);
        var pooling = 5 * 8 * 8;
        Assert.Equal(pooling + 3 * 20 + 4 * 3 + 2 * 4, Learned.Cache(new Random(1), 20, 3, 4, grid: 2).Macs(shape));
        Assert.Equal(pooling + 4 * 20 + 2 * 4, Learned.Cache(new Random(1), 20, 0, 4, grid: 2).Macs(shape));
        Assert.Equal(4 * (3 * 20 + 3 + 4 * 3 + 4), Learned.Cache(new Random(1), 20, 3, 4, grid: 2).Bytes);
    }

    [Fact]
    public void A_cache_that_listens_is_on_and_answers_nobody()
    {
        var cache = Learned.Cache(new Random(1), 3, 0, 2);
        Assert.True(cache.WithThreshold(ProbeCache.Listening).IsOn);
        Assert.False(cache.WithThreshold(float.PositiveInfinity).IsOn);
        Assert.True(cache.LookUp([1e6f, 0, 0], new float[2], new float[2]).Score < ProbeCache.Listening);
    }
}
