namespace Freeze.Calibration.Reporting;

/// <summary>Where images left, and how far each probe can be trusted.</summary>
internal static class ExitSection
{
    public static void Write(Page page, Subject s)
    {
        var probes = s.Plan.Probes;
        var ends = 1 - s.Report.Probes.Sum(probe => probe.Share);
        page.AddMarkup("<section><h2>Where images leave</h2>");
        if (probes.Count > 1)
        {
            var half = probes.Count / 2;
            page.Add($"<p class=\"soft\">{Figures.Percent(s.Report.Probes.Take(half).Sum(probe => probe.Share))} have left by half depth ");
            page.Add($"(probe {half} of {probes.Count}, {s.Exit(half - 1)}); {Figures.Percent(ends)} run to the end.</p>");
        }

        page.AddMarkup("<table><thead><tr><th scope=\"col\">exit</th><th scope=\"col\" class=\"bar\"></th><th scope=\"col\" class=\"n\">leave</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">of those agree</th>")
            .AddMarkup("<th scope=\"col\" class=\"n wide\">of all would agree</th>")
            .AddMarkup("<th scope=\"col\" class=\"n wide\">work done by then</th></tr></thead><tbody>");
        for (var k = 0; k < probes.Count; k++)
        {
            var (probe, on) = (s.Report.Probes[k], s.IsOn(k));
            page.AddMarkup(on ? "<tr>" : "<tr class=\"off\">");
            page.Add($"<td class=\"name\">{probe.Name}{(on ? "" : " (off)")}</td>");
            Bar(page, probe.Share, "");
            page.Add($"<td class=\"n\">{(on ? Figures.Percent(probe.Share) : Figures.None)}</td>");
            page.Add($"<td class=\"n\">{Figures.Percent(probe.Agreement)}</td>");
            page.Add($"<td class=\"n wide\">{Figures.Percent(OfAll(s, k))}</td>");
            var done = (double)s.Plan.MacsBefore(probes[k].AfterLayers) / Math.Max(1, s.Plan.Macs);
            page.Add($"<td class=\"n wide\">{Figures.Percent(done)}</td></tr>");
        }

        page.Add($"<tr><td class=\"name\">{Prediction.End}</td>");
        Bar(page, ends, "end");
        page.Add($"<td class=\"n\">{Figures.Percent(ends)}</td><td class=\"n\">{Figures.None}</td>");
        page.Add($"<td class=\"n wide\">{Figures.None}</td><td class=\"n wide\">{Figures.Percent(1)}</td></tr>");
        page.AddMarkup("</tbody></table>");
        page.AddMarkup("<p class=\"soft wide after\">“Of all would agree”: were every image to take this probe’s answer. ")
            .AddMarkup("Thresholds let go only those whose answer is likely the network’s.</p></section>");
    }

    private static void Bar(Page page, double share, string kind) =>
        page.Add($"<td class=\"bar\"><div><i class=\"{kind}\" style=\"width:{100 * share}%\"></i></div></td>");

    private static double? OfAll(Subject s, int probe) => s.LookUps is { } table && s.IsOn(probe)
        ? (double)Enumerable.Range(0, table.Images).Count(i => table.Agrees(probe, i)) / table.Images : null;
}
