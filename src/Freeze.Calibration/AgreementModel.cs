namespace Freeze.Calibration;

/// <summary>
/// Estimates how likely the network would give the cached answer: a logistic curve over the score of the look-up. A weak pull towards zero keeps the
/// curve finite where every cached answer was right.
/// </summary>
/// <param name="Slope">Slope; never negative, since a better score is no worse a sign.</param>
/// <param name="Intercept">Intercept.</param>
public sealed record AgreementModel(double Slope, double Intercept) : IAgreement
{
    private const double Ridge = 1e-2;

    /// <summary>Half: one curve through a score without a unit does not fit everywhere.</summary>
    public double Share => 0.5;

    /// <inheritdoc/>
    public double Probability(double score) => 1 / (1 + Math.Exp(-(Slope * score + Intercept)));

    /// <summary>Fits the curve by Newton's method with halved steps.</summary>
    /// <param name="scores">Scores of look-ups.</param>
    /// <param name="agrees">Whether the network gave the cached answer.</param>
    public static AgreementModel Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> agrees)
    {
        var model = Newton(scores, agrees, sloped: true);
        return model.Slope >= 0 ? model : Newton(scores, agrees, sloped: false);
    }

    private static AgreementModel Newton(ReadOnlySpan<float> scores, ReadOnlySpan<bool> agrees, bool sloped)
    {
        var model = new AgreementModel(0, 0);
        var loss = Loss(model, scores, agrees);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            double gs = Ridge * model.Slope, gi = Ridge * model.Intercept, hss = Ridge, hsi = 0, hii = Ridge;
            for (var i = 0; i < scores.Length; i++)
            {
                double p = model.Probability(scores[i]), error = p - (agrees[i] ? 1 : 0), weight = p * (1 - p);
                gs += error * scores[i];
                gi += error;
                hss += weight * scores[i] * scores[i];
                hsi += weight * scores[i];
                hii += weight;
            }

            var (stepSlope, stepIntercept) = (0.0, gi / hii);
            if (sloped)
            {
                var determinant = hss * hii - hsi * hsi;
                (stepSlope, stepIntercept) = ((hii * gs - hsi * gi) / determinant, (hss * gi - hsi * gs) / determinant);
            }

            var scale = 1.0;
            AgreementModel next;
            double nextLoss;
            do
            {
                next = new AgreementModel(model.Slope - scale * stepSlope, model.Intercept - scale * stepIntercept);
                nextLoss = Loss(next, scores, agrees);
                scale /= 2;
            }
            while (!(nextLoss <= loss) && scale > 1e-6);

            if (!(nextLoss < loss)) break;
            var done = loss - nextLoss < 1e-12 * (1 + loss);
            (model, loss) = (next, nextLoss);
            if (done) break;
        }

        return model;
    }

    private static double Loss(AgreementModel model, ReadOnlySpan<float> scores, ReadOnlySpan<bool> agrees)
    {
        var loss = 0.5 * Ridge * (model.Slope * model.Slope + model.Intercept * model.Intercept);
        for (var i = 0; i < scores.Length; i++)
        {
            // log(1 + exp(-z)) without overflow.
            var z = (model.Slope * scores[i] + model.Intercept) * (agrees[i] ? 1 : -1);
            loss += Math.Max(-z, 0) + double.LogP1(Math.Exp(-Math.Abs(z)));
        }

        return loss;
    }
}
