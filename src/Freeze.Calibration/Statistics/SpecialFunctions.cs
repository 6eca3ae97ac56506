namespace Freeze.Calibration.Statistics;

/// <summary>The incomplete beta function, good for arguments up to about a million.</summary>
internal static class SpecialFunctions
{
    // Stirling's series: B(2k) / (2k (2k-1)).
    private static readonly double[] s_stirling =
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];

    /// <summary>1 - I_x(a, b), the upper tail of a beta distribution.</summary>
    public static double BetaComplement(double a, double b, double x)
    {
        if (x <= 0) return 1;
        if (x >= 1) return 0;

        // The fraction converges quickly on the near side of the mean only; the other side follows by symmetry.
        return x < (a + 1) / (a + b + 2)
            ? 1 - Front(a, b, x) * Fraction(a, b, x) / a
            : Front(b, a, 1 - x) * Fraction(b, a, 1 - x) / b;
    }

    /// <summary>Logarithm of the gamma function for x > 0.</summary>
    public static double LogGamma(double x)
    {
        var product = 1.0;
        for (; x < 12; x++) product *= x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + Correction(x) - Math.Log(product);
    }

    // x^a (1-x)^b / B(a, b). For large a and b its logarithm is the small difference of large numbers: they cancel before they are summed.
    private static double Front(double a, double b, double x)
    {
        if (a < 12 || b < 12)
            return Math.Exp(a * Math.Log(x) + b * double.LogP1(-x) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));

        var sum = a + b;
        var exponent = a * Math.Log(x * sum / a) + b * Math.Log((1 - x) * sum / b) + Correction(sum) - Correction(a) - Correction(b);
        return Math.Exp(exponent) * Math.Sqrt(a / sum * b / (2 * Math.PI));
    }

    private static double Correction(double x)
    {
        double inverse = 1 / x, square = inverse * inverse, sum = 0;
        for (var i = s_stirling.Length - 1; i >= 0; i--) sum = sum * square + s_stirling[i];
        return sum * inverse;
    }

    // The continued fraction of the incomplete beta function, evaluated from the front (Lentz). It needs about sqrt(max(a, b)) terms.
    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), value = d;
        for (var m = 1; m < 100_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            value *= d * c;

            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }

        return value;

        static double NotZero(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }
}
