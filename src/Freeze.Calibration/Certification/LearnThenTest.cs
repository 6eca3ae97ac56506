using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Certification;

/// <summary>
/// Learn, then test: candidates and their order are fixed before the certifying images are looked at; they are tested one after the other, and the
/// walk stops at the first that fails. A false promise then needs the first false candidate to pass its own exact test, so no correction for the
/// number of candidates is due.
/// </summary>
public static class LearnThenTest
{
    /// <summary>Walks down the candidates.</summary>
    /// <param name="images">Images for certification, used here and nowhere else.</param>
    /// <param name="candidates">Thresholds of all probes, safest first.</param>
    /// <param name="risk">Largest share of predictions that may differ from the network's.</param>
    /// <param name="confidence">Probability that the promise holds.</param>
    public static TestResult Walk(LookUpTable images, IReadOnlyList<float[]> candidates, double risk, double confidence)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(candidates);
        var allowed = Binomial.Allowed(images.Images, risk, confidence);
        var (accepted, disagreements) = (-1, 0);
        for (var c = 0; c < candidates.Count; c++)
        {
            var wrong = images.Walk(candidates[c]).Disagreements.Sum();
            if (wrong > allowed) break;
            (accepted, disagreements) = (c, wrong);
        }

        // The first candidate is fixed as well, so its own bound is a fair statement of what these images could certify.
        var tightest = Binomial.UpperBound(candidates.Count > 0 ? images.Walk(candidates[0]).Disagreements.Sum() : 0, images.Images, confidence);
        return new TestResult
        {
            Accepted = accepted,
            Thresholds = accepted >= 0 ? candidates[accepted] : null,
            Images = images.Images,
            Disagreements = disagreements,
            Bound = accepted >= 0 ? Binomial.UpperBound(disagreements, images.Images, confidence) : 1,
            Tightest = tightest,
        };
    }
}
