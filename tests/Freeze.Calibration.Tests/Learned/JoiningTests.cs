using Freeze.Calibration.Learned;

namespace Freeze.Calibration.Tests.Learned;

public class JoiningTests
{
    /// <summary>Answers drawn from softmax(0.3 * earlier + 0.8 * own): the fit finds the two weights within what 20,000 draws allow.</summary>
    [Fact]
    public void Weights_of_the_evidence_are_those_that_made_the_answers()
    {
        const int images = 20_000, classes = 4;
        var random = new Random(1);
        float[] earlier = Draw(random, images * classes), own = Draw(random, images * classes);
        var answers = new int[images];
        for (var i = 0; i < images; i++)
        {
            double[] weights = [.. Enumerable.Range(i * classes, classes).Select(j => Math.Exp(0.3 * earlier[j] + 0.8 * own[j]))];
            var u = random.NextDouble() * weights.Sum();
            while (u > weights[answers[i]]) u -= weights[answers[i]++];
        }

        var fitted = EvidenceWeights.Fit(earlier, own, answers, classes);
        Assert.Equal(0.3, fitted.Keep, 0.03);
        Assert.Equal(0.8, fitted.Gain, 0.03);
    }

    [Fact]
    public void Evidence_that_misleads_is_not_kept()
    {
        const int images = 2000, classes = 3;
        var random = new Random(1);
        float[] own = Draw(random, images * classes), earlier = [.. own.Select(v => -v)];
        int[] answers = [.. Enumerable.Range(0, images).Select(i => Array.IndexOf(own, own[(i * classes)..((i + 1) * classes)].Max(), i * classes) % classes)];
        Assert.Equal(0, EvidenceWeights.Fit(earlier, Draw(random, images * classes), answers, classes).Keep);
        Assert.True(EvidenceWeights.Fit(own, Draw(random, images * classes), answers, classes).Keep > 1);
    }

    [Fact]
    public void A_selector_finds_the_law_of_agreement_and_no_weight_is_negative()
    {
        var random = new Random(1);
        var marks = new (float Margin, float Certainty, float LogProbability)[20_000];
        var agrees = new bool[marks.Length];
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = (4 * random.NextSingle(), -random.NextSingle(), -random.NextSingle());
            agrees[i] = random.NextDouble() < 1 / (1 + Math.Exp(-(1.5 * marks[i].Margin - 2)));
        }

        var selector = SelectorFit.Fit(marks, agrees);
        Assert.Equal(1.5, selector.Margin, 0.1);
        Assert.Equal(0, selector.Certainty, 0.2);
        Assert.Equal(0, selector.LogProbability, 0.2);
        Assert.Equal(-2, selector.Intercept, 0.25);

        selector = SelectorFit.Fit(marks, Array.ConvertAll(agrees, a => !a));
        Assert.True(selector is { Margin: 0, Certainty: >= 0, LogProbability: >= 0 });
        selector = SelectorFit.Fit(marks, [.. agrees.Select(_ => true)]);
        Assert.True(float.IsFinite(selector.Margin) && selector.Intercept + selector.Margin > 3);
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)Gaussian.Next(random))];
}
