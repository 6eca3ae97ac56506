using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Reporting;

/// <summary>A frontier as one HTML file that needs nothing else.</summary>
public static class FrontierPage
{
    /// <summary>Disagreements that tables name.</summary>
    public static IReadOnlyList<double> Budgets { get; } = [0.0025, 0.005, 0.01, 0.02, 0.03, 0.05];

    /// <summary>Writes the page.</summary>
    /// <param name="frontier">What was found.</param>
    /// <param name="plan">The model's plan.</param>
    /// <param name="milliseconds">Milliseconds of the whole network for one image.</param>
    public static string Render(Frontier frontier, ModelPlan plan, double milliseconds)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        ArgumentNullException.ThrowIfNull(plan);
        var page = new Page();
        page.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{plan.Name}: what a budget buys</title>");
        page.AddMarkup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>")
            .AddMarkup(Style.Sheet).AddMarkup("</style></head><body><main>");
        page.Add($"<header><div class=\"over\">What a budget buys</div><h1>{plan.Name}</h1>");
        page.AddMarkup("<p class=\"lead\">If one answer in a hundred may differ, ");
        var work = frontier.Milliseconds is null ? "multiply-accumulates" : "milliseconds";
        page.Add($"learned caches save {Figures.Percent(Frontier.Saved(frontier.Learned, 0.01))} of the {work} and centroids ");
        page.Add($"{Figures.Percent(Frontier.Saved(frontier.Centroids, 0.01))}; ");
        page.Add($"an oracle would save {Figures.Percent(frontier.Oracle)}.</p>");
        page.Add($"<p class=\"soft\">On {Figures.Count(frontier.Images)} selection images, which order the thresholds: ");
        page.AddMarkup("the curves flatter a little. ");
        page.AddMarkup("No certification or test image has a part in them. Choose a budget and fit with <code>--risk</code>: ")
            .AddMarkup("the certificate, on other images, then stops before the budget is used up.</p></header><section>");
        page.AddMarkup("<div class=\"pair\">");
        Curves(page, frontier);
        Budget(page, frontier, milliseconds);
        page.AddMarkup("</div>");
        var source = frontier.Milliseconds is null ? "follow multiply-accumulates from" : "were measured on the target; they are parts of";
        page.AddMarkup("<p class=\"soft after\">")
            .Add($"Milliseconds {source} the whole network’s {Figures.Milliseconds(milliseconds)}. ");
        page.AddMarkup("The oracle lets each image go at the first probe from which on ")
            .Add($"the better predictor of every probe gives the full network’s answer; ")
            .Add($"{Figures.Percent(frontier.OracleByHalf)} would leave in the first half of the probes. ");
        page.AddMarkup("It knows the answer and looks nothing up: a limit, not a method.</p></section></main></body></html>\n");
        return page.ToString();
    }

    private static void Curves(Page page, Frontier frontier)
    {
        page.AddMarkup("<figure>");
        var high = frontier.Learned.Concat(frontier.Centroids).Where(point => point.Disagreement <= 0.05).Select(point => point.Saved);
        var chart = new Chart(
            page, "Share of work saved against share of answers that differ, by kind of cache",
            (from, to) => Axis.For(0.05, from, to), Figures.PercentMarks,
            high.Append(0.1).Append(frontier.Oracle).Max(), Figures.PercentMarks);
        chart.Axes("answers that differ from the full network’s", frontier.Milliseconds is null ? "MACs saved" : "time saved");
        chart.Line("rule", [(0, frontier.Oracle), (0.05, frontier.Oracle)]);
        chart.Line("off", Points(frontier.Centroids)).Line("on", Points(frontier.Learned));
        chart.End();
        page.AddMarkup("<figcaption><span class=\"key on\"></span>learned<span class=\"key off\"></span>centroids, dashed: an oracle</figcaption>")
            .AddMarkup("</figure>");
    }

    private static void Budget(Page page, Frontier frontier, double milliseconds)
    {
        page.AddMarkup("<div><table><thead><tr><th scope=\"col\">may differ</th><th scope=\"col\" class=\"n\">centroids save</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">learned save</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">ms, learned</th></tr></thead><tbody>");
        foreach (var budget in Budgets)
        {
            var learned = Frontier.Saved(frontier.Learned, budget);
            page.Add($"<tr><td>{Figures.Exact(budget)}</td>");
            page.Add($"<td class=\"n\">{Figures.Percent(Frontier.Saved(frontier.Centroids, budget))}</td>");
            page.Add($"<td class=\"n\">{Figures.Percent(learned)}</td>");
            page.Add($"<td class=\"n\">{Figures.Milliseconds(milliseconds * (1 - learned))}</td></tr>");
        }

        page.Add($"<tr class=\"off\"><td>oracle</td><td class=\"n\"></td><td class=\"n\">{Figures.Percent(frontier.Oracle)}</td>");
        page.Add($"<td class=\"n\">{Figures.Milliseconds(milliseconds * (1 - frontier.Oracle))}</td></tr></tbody></table></div>");
    }

    private static IEnumerable<(double X, double Y)> Points(IReadOnlyList<OperatingPoint> curve) =>
        curve.OrderBy(point => point.Disagreement).ThenBy(point => point.Saved).Select(point => (point.Disagreement, Math.Max(0, point.Saved)));
}
