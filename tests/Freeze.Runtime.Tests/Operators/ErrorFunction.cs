namespace Freeze.Runtime.Tests.Operators;

/// <summary>The error function by its series, which loses at most a few digits of a double where it is used.</summary>
internal static class ErrorFunction
{
    public static double Of(double x)
    {
        if (Math.Abs(x) > 5) return Math.Sign(x);
        double sum = 0, term = x;
        for (var n = 0; n < 200; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
