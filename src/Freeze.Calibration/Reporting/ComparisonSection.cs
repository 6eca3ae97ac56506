namespace Freeze.Calibration.Reporting;

/// <summary>What has changed since an earlier report.</summary>
internal static class ComparisonSection
{
    public static void Write(Page page, EvaluationComparison? comparison)
    {
        if (comparison is not { } c) return;
        page.Add($"<section><h2>Since {c.Baseline}</h2><p class=\"soft\">An earlier report of the same images");
        if (c.Date is { } date) page.Add($", made {Figures.Date(date)}");
        page.AddMarkup(". Changes of shares are in percentage points.</p>");
        if (c.Notes.Count > 0)
        {
            page.AddMarkup("<ul class=\"notes\">");
            foreach (var note in c.Notes) page.AddMarkup("<li>").AddText(note).AddMarkup("</li>");
            page.AddMarkup("</ul>");
        }

        page.AddMarkup("<div class=\"pair\"><div><h3>Shares</h3>");
        Table(page, "", c.Shares, Figures.Percent, Figures.Points);
        page.AddMarkup("<h3>Milliseconds</h3>");
        Table(page, "", c.Milliseconds, Figures.Milliseconds, Figures.MillisecondsDifference);
        page.AddMarkup("</div><div><h3>Exits</h3>");
        Table(page, "exit", c.Exits, Figures.Percent, Figures.Points);
        page.AddMarkup("</div></div></section>");
    }

    private static void Table(
        Page page, string first, IReadOnlyList<ComparedFigure> figures, Func<double?, string> text, Func<double?, string> difference)
    {
        page.Add($"<table><thead><tr><th scope=\"col\">{first}</th><th scope=\"col\" class=\"n\">before</th>");
        page.AddMarkup("<th scope=\"col\" class=\"n\">now</th><th scope=\"col\" class=\"n\">change</th></tr></thead><tbody>");
        foreach (var figure in figures)
        {
            page.Add($"<tr><td class=\"name\">{figure.Name}</td><td class=\"n\">{text(figure.Before)}</td>");
            page.Add($"<td class=\"n\">{text(figure.Now)}</td><td class=\"n\">{difference(figure.Change)}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }
}
