namespace Freeze.Calibration.Learned;

/// <summary>
/// How a probe's own log-probabilities l join the evidence e of earlier probes: e := Keep * e + Gain * l, with the two weights under which the
/// softmax of the evidence says best what the network will answer.
/// </summary>
/// <param name="Keep">Weight of the earlier evidence, at least 0.</param>
/// <param name="Gain">Weight of the new log-probabilities, at least 0.</param>
internal sealed record EvidenceWeights(double Keep, double Gain)
{
    // Few images must not drive a weight to infinity where they are all right: a pull towards "temper nothing".
    private const double Ridge = 1e-2;

    /// <summary>Fits the weights.</summary>
    /// <param name="earlier">Evidence of earlier probes, [images, classes].</param>
    /// <param name="own">Log-probabilities of this probe, [images, classes].</param>
    /// <param name="answers">The network's class of each image.</param>
    /// <param name="classes">Classes.</param>
    public static EvidenceWeights Fit(float[] earlier, float[] own, int[] answers, int classes)
    {
        var parameters = new double[] { 0.5, 0.5 };
        CoordinateNewton.Minimise(
            parameters, [0, 0], p => Loss(p, earlier, own, answers, classes), (p, j) => Slope(p, j, earlier, own, answers, classes));
        return new EvidenceWeights(parameters[0], parameters[1]);
    }

    private static double Loss(double[] p, float[] earlier, float[] own, int[] answers, int classes)
    {
        var loss = 0.5 * Ridge * (p[0] * p[0] + p[1] * p[1]);
        Span<double> e = stackalloc double[Math.Min(classes, 1024)];
        if (classes > e.Length) e = new double[classes];
        for (var i = 0; i < answers.Length; i++)
        {
            var largest = Mix(p, earlier, own, i, e);
            var sum = 0.0;
            foreach (var value in e) sum += Math.Exp(value - largest);
            loss += largest + Math.Log(sum) - e[answers[i]];
        }

        return loss;
    }

    // The loss is the cross-entropy of a softmax, linear in the weights: its derivatives are a mean and a variance of the features.
    private static (double First, double Second) Slope(double[] p, int j, float[] earlier, float[] own, int[] answers, int classes)
    {
        var feature = j == 0 ? earlier : own;
        double first = Ridge * p[j], second = Ridge;
        Span<double> e = stackalloc double[Math.Min(classes, 1024)];
        if (classes > e.Length) e = new double[classes];
        for (var i = 0; i < answers.Length; i++)
        {
            var largest = Mix(p, earlier, own, i, e);
            double sum = 0, mean = 0, square = 0;
            for (var c = 0; c < classes; c++)
            {
                var weight = Math.Exp(e[c] - largest);
                double x = feature[i * classes + c];
                sum += weight;
                mean += weight * x;
                square += weight * x * x;
            }

            mean /= sum;
            first += mean - feature[i * classes + answers[i]];
            second += Math.Max(0, square / sum - mean * mean);
        }

        return (first, second);
    }

    private static double Mix(double[] p, float[] earlier, float[] own, int image, Span<double> e)
    {
        var largest = double.NegativeInfinity;
        for (var c = 0; c < e.Length; c++)
        {
            e[c] = p[0] * earlier[image * e.Length + c] + p[1] * own[image * e.Length + c];
            largest = Math.Max(largest, e[c]);
        }

        return largest;
    }
}
