using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Reporting;

/// <summary>What thresholds trade, and how long requests take.</summary>
internal static class ChartSection
{
    private const int Bins = 80, FarApart = 6;

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
        var right = Axis.For(Math.Max(0.002, Math.Max(3.5 * differ, 2.5 * (risk ?? 0))), 0, 1).Maximum;
        var high = Math.Max(saved, curve.Where(point => point.Disagreement <= right).Select(point => point.Saved).DefaultIfEmpty().Max());
        page.AddMarkup("<figure>");
        var chart = new Chart(
            page, "Share of work saved against share of answers that differ, as thresholds move",
            (from, to) => Axis.For(right, from, to), Figures.PercentMarks, Math.Max(0.05, high), Figures.PercentMarks);
        chart.Axes("answers that differ from the full network’s", "work saved");
        if (risk is { } promised) chart.Rule("rule", promised, $"promised {Figures.Exact(promised)}");
        chart.Line("on", curve.Select(point => (point.Disagreement, Math.Max(0, point.Saved))));
        chart.Point(differ, Math.Max(0, saved), $"{Figures.Percent(saved)} at {Figures.Percent(differ)}");
        chart.End();
        page.AddMarkup("<figcaption>The dot is how the caches are set. The line shows these images with all thresholds moved together: ")
            .AddMarkup("a description, not a way to choose. Thresholds chosen on test images carry no promise; fit again with another ")
            .AddMarkup("<code>--risk</code>.</figcaption></figure>");
    }

    private static void Latency(Page page, Subject s)
    {
        page.AddMarkup("<h2>Milliseconds an image</h2>");
        if (s.Report.Latency is not { } latency) return;
        var (off, on) = (s.Detail.CallsFull, s.Detail.CallsCached);

        // The slowest of a hundred calls are the machine's, not the network's: they stay beyond the axis and are counted. Where the others
        // spread far, as on a machine that others use, equal steps would squeeze them into one bar.
        var (smallest, largest) = (off.Concat(on).Min(), Math.Max(latency.Full.P99, latency.Cached.P99));
        var spread = smallest > 0 && largest > FarApart * Math.Min(latency.Full.P50, latency.Cached.P50);
        Axis Horizontal(double from, double to) => spread ? Axis.Logarithmic(smallest, largest, from, to) : Axis.For(largest, from, to);
        var axis = Horizontal(0, 1);
        var (offBins, onBins) = (Histogram(off, axis), Histogram(on, axis));
        page.AddMarkup("<figure>");
        var chart = new Chart(
            page, "Distribution of milliseconds an image with caches off and on", Horizontal, Figures.Marks,
            Math.Max(offBins.Max(), onBins.Max()), Figures.PercentMarks);
        chart.Axes(spread ? "milliseconds, logarithmic" : "milliseconds", "share of calls");
        chart.Area("fill-off", Steps(offBins, axis)).Line("off", Steps(offBins, axis));
        chart.Area("fill-on", Steps(onBins, axis)).Line("on", Steps(onBins, axis));
        chart.Rule("off dashed", latency.Full.P99, "99% off", 34).Rule("on dashed", latency.Cached.P99, "99% on");
        chart.End();
        page.AddMarkup("<figcaption><span class=\"key on\"></span>caches on<span class=\"key off\"></span>caches off, measured in turns. ");
        var (slowOff, slowOn) = (off.Count(value => value > axis.Maximum), on.Count(value => value > axis.Maximum));
        if (slowOff + slowOn > 0)
            page.Add($"Beyond the axis: {Figures.Count(slowOn)} {(slowOn == 1 ? "call" : "calls")} with caches on, {Figures.Count(slowOff)} with caches off. ");
        page.Add($"{Figures.Count(latency.Calls)} calls of each kind").AddMarkup(".</figcaption></figure>")
            .AddMarkup("<table><thead><tr><th scope=\"col\"></th><th scope=\"col\" class=\"n\">median</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">95%</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">99%</th><th scope=\"col\" class=\"n\">longest</th></tr></thead><tbody>");
        foreach (var (name, p) in new[] { ("caches on", latency.Cached), ("caches off", latency.Full) })
        {
            page.Add($"<tr><td>{name}</td><td class=\"n\">{Figures.Milliseconds(p.P50)}</td>");
            page.Add($"<td class=\"n\">{Figures.Milliseconds(p.P95)}</td>");
            page.Add($"<td class=\"n\">{Figures.Milliseconds(p.P99)}</td><td class=\"n\">{Figures.Milliseconds(p.Longest)}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }

    private static double[] Histogram(IReadOnlyList<double> values, Axis axis)
    {
        var bins = new double[Bins];
        foreach (var value in values)
            if (value <= axis.Maximum) bins[Math.Clamp((int)(axis.Share(value) * Bins), 0, Bins - 1)] += 1.0 / values.Count;
        return bins;
    }

    private static IEnumerable<(double X, double Y)> Steps(double[] bins, Axis axis)
    {
        yield return (axis.At(0), 0);
        for (var i = 0; i < bins.Length; i++)
        {
            yield return (axis.At((double)i / bins.Length), bins[i]);
            yield return (axis.At((i + 1.0) / bins.Length), bins[i]);
        }

        yield return (axis.Maximum, 0);
    }
}
