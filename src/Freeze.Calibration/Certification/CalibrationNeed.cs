using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Certification;

/// <summary>
/// What a number of calibration images can certify at best: a fifth of them orders thresholds, the rest certifies, and even when none of its
/// answers differs, the exact bound (<see cref="Binomial.UpperBound"/>) stays above zero. All numbers are of distinct images.
/// </summary>
public static class CalibrationNeed
{
    private const int Share = 5;

    /// <summary>Fewest images that could be split at all.</summary>
    internal const int Fewest = Share;

    /// <summary>Fewest distinct images that can certify a risk.</summary>
    /// <param name="risk">Largest share of predictions that may differ, strictly between 0 and 1.</param>
    /// <param name="confidence">Probability that the promise holds, strictly between 0 and 1.</param>
    public static long Images(double risk, double confidence)
    {
        if (!(risk > 0 && risk < 1)) throw new ArgumentOutOfRangeException(nameof(risk), risk, "must lie between 0 and 1");
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must lie between 0 and 1");

        // (1 - risk)^n <= 1 - confidence. Rounding may be off by one image, so the bound itself decides. 1 - risk is 1 for a tiny risk.
        var each = risk < 1e-9 ? -risk : Math.Log(1 - risk);
        var certifying = Math.Max(1, (long)Math.Min(1e15, Math.Ceiling(Math.Log(1 - confidence) / each)));
        if (certifying < int.MaxValue)
        {
            while (certifying > 1 && Binomial.UpperBound(0, (int)certifying - 1, confidence) <= risk) certifying--;
            while (Binomial.UpperBound(0, (int)certifying, confidence) > risk) certifying++;
        }

        return Math.Max(Fewest, certifying + (certifying - 1) / (Share - 1));
    }

    /// <summary>The tightest risk that a number of distinct images can certify.</summary>
    /// <param name="images">Distinct calibration images.</param>
    /// <param name="confidence">Probability that the promise holds, strictly between 0 and 1.</param>
    public static double Tightest(int images, double confidence) =>
        images < Fewest ? 1 : Binomial.UpperBound(0, images - Selecting(images), confidence);

    /// <summary>How many of the images order the thresholds; the others certify.</summary>
    internal static int Selecting(int images) => images / Share;
}
