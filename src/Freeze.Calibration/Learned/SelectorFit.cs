using Freeze.Caching;

namespace Freeze.Calibration.Learned;

/// <summary>Fits a selector: a logistic regression of agreement on the three marks of a guess, with weights that are not negative.</summary>
internal static class SelectorFit
{
    // A weak pull towards zero keeps the weights finite where every guess was right.
    private const double Ridge = 1e-2;

    /// <summary>Fits.</summary>
    /// <param name="marks">Margin, certainty and log-probability of each guess.</param>
    /// <param name="agrees">Whether the network gave the guess.</param>
    public static Selector Fit(IReadOnlyList<(float Margin, float Certainty, float LogProbability)> marks, bool[] agrees)
    {
        var features = new double[agrees.Length * 4];
        for (var i = 0; i < agrees.Length; i++)
            (features[i * 4], features[i * 4 + 1], features[i * 4 + 2], features[i * 4 + 3]) =
                (marks[i].Margin, marks[i].Certainty, marks[i].LogProbability, 1);
        var w = new double[4];
        CoordinateNewton.Minimise(
            w, [0, 0, 0, double.NegativeInfinity], p => Loss(p, features, agrees), (p, j) => Slope(p, j, features, agrees));
        return new Selector((float)w[0], (float)w[1], (float)w[2], (float)w[3]);
    }

    private static double Loss(double[] w, double[] features, bool[] agrees)
    {
        var loss = 0.0;
        foreach (var weight in w) loss += 0.5 * Ridge * weight * weight;
        for (var i = 0; i < agrees.Length; i++)
        {
            // log(1 + exp(-z)) without overflow.
            var z = Dot(w, features, i) * (agrees[i] ? 1 : -1);
            loss += Math.Max(-z, 0) + double.LogP1(Math.Exp(-Math.Abs(z)));
        }

        return loss;
    }

    private static (double First, double Second) Slope(double[] w, int j, double[] features, bool[] agrees)
    {
        double first = Ridge * w[j], second = Ridge;
        for (var i = 0; i < agrees.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-Dot(w, features, i))), x = features[i * 4 + j];
            first += (p - (agrees[i] ? 1 : 0)) * x;
            second += p * (1 - p) * x * x;
        }

        return (first, second);
    }

    private static double Dot(double[] w, double[] features, int i) =>
        w[0] * features[i * 4] + w[1] * features[i * 4 + 1] + w[2] * features[i * 4 + 2] + w[3] * features[i * 4 + 3];
}
