namespace Freeze.Calibration.Learned;

/// <summary>Minimises a convex function of few parameters, one parameter after the other by Newton's method, within lower bounds.</summary>
internal static class CoordinateNewton
{
    private const int Sweeps = 200;

    /// <summary>Minimises.</summary>
    /// <param name="parameters">Where to start; becomes the minimum.</param>
    /// <param name="lowest">Lower bound of each parameter.</param>
    /// <param name="loss">The function.</param>
    /// <param name="slope">Its first and second derivative by one parameter.</param>
    public static void Minimise(
        double[] parameters, double[] lowest, Func<double[], double> loss, Func<double[], int, (double First, double Second)> slope)
    {
        var now = loss(parameters);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var before = now;
            for (var j = 0; j < parameters.Length; j++)
            {
                var (first, second) = slope(parameters, j);
                if (!(second > 0) || !double.IsFinite(first)) continue;
                var old = parameters[j];
                for (var step = first / second; ; step /= 2)
                {
                    parameters[j] = Math.Max(lowest[j], old - step);
                    var next = loss(parameters);
                    if (next < now)
                    {
                        now = next;
                        break;
                    }

                    if (Math.Abs(step) > 1e-9 * (1 + Math.Abs(old))) continue;
                    parameters[j] = old;
                    break;
                }
            }

            if (!(before - now > 1e-9 * (1 + Math.Abs(now)))) return;
        }
    }
}
