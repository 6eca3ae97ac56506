using System.Globalization;
using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Reporting;

/// <summary>What thresholds trade, and how long requests take.</summary>
internal static class ChartSection
{
    private const int Bins = 60;

    public static void Write(Page page, Subject s)
    {
        page.AddMarkup("<section class=\"pair\"><div>");
        Curve(page, s);
        page.AddMarkup("</div><div>");
        Latency(page, s);
        page.AddMarkup("</div></section>");
    }

    private static void Curve(Page page, Subject s)
    {
        page.AddMarkup("<h2>Work saved against disagreement</h2>");
        if (s.LookUps is not { } table)
        {
            page.AddMarkup("<p class=\"soft\">No probe is on.</p>");
            return;
        }

        var caches = s.Detail.Caches!;
        var curve = OperatingCurve.Of(table, caches.Probes, ProbeCosts.Of(s.Plan, caches.Probes));
        var (differ, saved) = (1 - s.Report.Agreement, s.Report.MacsSaved);
        var risk = caches.Certificate?.Risk;
        var right = Math.Max(0.002, Math.Max(3.5 * differ, 2.5 * (risk ?? 0)));
        var high = Math.Max(saved, curve.Where(point => point.Disagreement <= right).Select(point => point.Saved).DefaultIfEmpty().Max());
        page.AddMarkup("<figure>");
        var chart = new Chart(page, "Share of work saved against share of answers that differ, as thresholds move", right, Math.Max(0.05, high));
        chart.Axes("answers that differ from the full network’s", "work saved", Mark, Mark);
        if (risk is { } promised) chart.Rule("rule", promised, $"promised {Text.Exact(promised)}");
        chart.Line("on", curve.Select(point => (point.Disagreement, Math.Max(0, point.Saved))));
        chart.Point(differ, Math.Max(0, saved), $"{Text.Percent(saved)} at {Text.Percent(differ)}");
        chart.End();
        page.AddMarkup("<figcaption>The dot is how the caches are set. The line shows these images with all thresholds moved together: ")
            .AddMarkup("a description, not a way to choose. Thresholds chosen on test images carry no promise; fit again with another ")
            .AddMarkup("<code>--risk</code>.</figcaption></figure>");
    }

    private static void Latency(Page page, Subject s)
    {
        page.AddMarkup("<h2>Milliseconds an image</h2>");
        double[] off = [.. s.Detail.CallsFull.Order()], on = [.. s.Detail.CallsCached.Order()];
        if (off.Length == 0 || on.Length == 0) return;

        // The slowest calls are the machine's, not the network's: they would squeeze everything else into one bar. The table has them.
        var right = Math.Min(1.1 * Math.Max(off[(int)(0.98 * off.Length)], on[(int)(0.98 * on.Length)]), 3 * off[off.Length / 2]);
        var (offBins, onBins) = (Histogram(off, right), Histogram(on, right));
        page.AddMarkup("<figure>");
        var chart = new Chart(page, "Distribution of milliseconds an image with caches off and on", right, Math.Max(offBins.Max(), onBins.Max()));
        chart.Axes("milliseconds", "share of calls", value => value.ToString("0.###", CultureInfo.InvariantCulture), Mark);
        chart.Area("fill-off", Steps(offBins, right)).Line("off", Steps(offBins, right));
        chart.Area("fill-on", Steps(onBins, right)).Line("on", Steps(onBins, right));
        chart.End();
        page.AddMarkup("<figcaption><span class=\"key on\"></span>caches on<span class=\"key off\"></span>caches off, measured in turns</figcaption>")
            .AddMarkup("</figure>")
            .AddMarkup("<table><thead><tr><th scope=\"col\"></th><th scope=\"col\" class=\"n\">median</th><th scope=\"col\" class=\"n\">95 %</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">99 %</th></tr></thead><tbody>");
        foreach (var (name, sorted) in new[] { ("caches on", on), ("caches off", off) })
        {
            page.Add($"<tr><td>{name}</td><td class=\"n\">{Text.Percentile(sorted, 0.5)}</td><td class=\"n\">{Text.Percentile(sorted, 0.95)}</td>");
            page.Add($"<td class=\"n\">{Text.Percentile(sorted, 0.99)}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }

    private static double[] Histogram(double[] values, double right)
    {
        var bins = new double[Bins];
        foreach (var value in values)
            if (value < right) bins[(int)(value / right * Bins)] += 1.0 / values.Length;
        return bins;
    }

    private static IEnumerable<(double X, double Y)> Steps(double[] bins, double right)
    {
        yield return (0, 0);
        for (var i = 0; i < bins.Length; i++)
        {
            yield return (right * i / bins.Length, bins[i]);
            yield return (right * (i + 1) / bins.Length, bins[i]);
        }

        yield return (right, 0);
    }

    private static string Mark(double share) => share.ToString("0.##%", CultureInfo.InvariantCulture);
}
