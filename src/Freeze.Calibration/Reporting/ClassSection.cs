namespace Freeze.Calibration.Reporting;

/// <summary>How classes fare: the full network's, and with labels the true ones.</summary>
internal static class ClassSection
{
    private const int Most = 40;

    public static void Write(Page page, Subject s)
    {
        var all = s.Report.Classes!;
        Agreement(page, [.. all.Where(c => c.Answered > 0)]);
        if (s.Detail.Labels is not null) Accuracy(page, [.. all.Where(c => c.Images > 0)]);
    }

    private static void Agreement(Page page, ClassReport[] seen)
    {
        var shown = seen.Length <= Most ? seen
            : [.. seen.OrderBy(c => (double)c.Agree / c.Answered).ThenByDescending(c => c.Answered).ThenBy(c => c.Class).Take(Most)];
        page.AddMarkup("<section><h2>Classes</h2>").Add($"<p class=\"soft\">By the full network’s answer");
        if (shown.Length < seen.Length) page.Add($"; the {Most} of {Figures.Count(seen.Length)} classes that agree least");
        page.AddMarkup(". The promise is for all answers together: a class may fare worse or better.</p>")
            .AddMarkup("<table><thead><tr><th scope=\"col\">class</th><th scope=\"col\" class=\"bar\"></th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">leave early</th><th scope=\"col\" class=\"n\">agree</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">differ</th>")
            .AddMarkup("<th scope=\"col\" class=\"n wide\">images</th></tr></thead><tbody>");
        foreach (var c in shown)
        {
            var share = (double)c.Early / c.Answered;
            page.Add($"<tr><td class=\"name\">{c.Label}</td><td class=\"bar\"><div><i style=\"width:{100 * share}%\"></i></div></td>");
            page.Add($"<td class=\"n\">{Figures.Percent(share)}</td><td class=\"n\">{Figures.Percent((double)c.Agree / c.Answered)}</td>");
            page.Add($"<td class=\"n\">{Figures.Count(c.Answered - c.Agree)}</td>");
            page.Add($"<td class=\"n wide\">{Figures.Count(c.Answered)}</td></tr>");
        }

        page.AddMarkup("</tbody></table></section>");
    }

    private static void Accuracy(Page page, ClassReport[] seen)
    {
        var shown = seen.Length <= Most ? seen
            : [.. seen.OrderBy(c => (double)(c.RightCached - c.RightFull)! / c.Images).ThenBy(c => (double)c.RightCached! / c.Images)
                .ThenBy(c => c.Class).Take(Most)];
        page.AddMarkup("<section><h2>Accuracy by class</h2>").Add($"<p class=\"soft\">By the true class");
        if (shown.Length < seen.Length) page.Add($"; the {Most} of {Figures.Count(seen.Length)} classes that lose most");
        page.AddMarkup(". The change is in percentage points.</p><table><thead><tr><th scope=\"col\">class</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">full network</th><th scope=\"col\" class=\"n\">caches on</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">change</th><th scope=\"col\" class=\"n wide\">images</th></tr></thead><tbody>");
        foreach (var c in shown)
        {
            var (full, cached) = ((double)c.RightFull! / c.Images, (double)c.RightCached! / c.Images);
            page.Add($"<tr><td class=\"name\">{c.Label}</td><td class=\"n\">{Figures.Percent(full)}</td>");
            page.Add($"<td class=\"n\">{Figures.Percent(cached)}</td><td class=\"n\">{Figures.Points(cached - full)}</td>");
            page.Add($"<td class=\"n wide\">{Figures.Count(c.Images!.Value)}</td></tr>");
        }

        page.AddMarkup("</tbody></table></section>");
    }
}
