namespace Freeze.Calibration.Reporting;

/// <summary>Early answers that are not the full network's.</summary>
internal static class DifferenceSection
{
    private const int MostPairs = 10, MostImages = 24;

    public static void Write(Page page, Subject s)
    {
        var (full, cached) = (s.Detail.Full, s.Detail.Cached);
        int[] different = [.. s.Different.OrderByDescending(i => cached[i].Score)];
        page.AddMarkup("<section><h2>Early answers that differ</h2>");
        if (different.Length == 0)
        {
            page.AddMarkup("<p class=\"soft\">None: every answer is the full network’s.</p></section>");
            return;
        }

        var labels = s.Detail.Labels;
        page.Add($"<p class=\"soft\">{Text.Count(different.Length)} of {Text.Count(s.Report.Images)} answers.");
        if (labels is not null)
        {
            page.Add($" In {Text.Count(different.Count(i => cached[i].Class == labels[i]))} of them the early answer is the true class, ");
            page.Add($"in {Text.Count(different.Count(i => full[i].Class == labels[i]))} the full network’s.");
        }

        page.AddMarkup("</p><div class=\"pair\"><div><h3>Class pairs</h3>");
        Pairs(page, s, different);
        page.AddMarkup("</div><div><h3>By exit</h3>");
        Exits(page, s, different);
        page.AddMarkup("</div></div>");
        page.Add($"<h3>{(different.Length > MostImages ? $"The {MostImages} that were surest" : "Surest first")}</h3><div class=\"scroll\">");
        page.AddMarkup("<table><thead><tr><th scope=\"col\"></th><th scope=\"col\" class=\"wide\">image</th><th scope=\"col\">early answer</th>")
            .AddMarkup("<th scope=\"col\">full network</th>").AddMarkup(labels is null ? "" : "<th scope=\"col\">true class</th>")
            .AddMarkup("<th scope=\"col\">exit</th><th scope=\"col\" class=\"n\">score</th></tr></thead><tbody>");
        foreach (var i in different.Take(MostImages))
        {
            page.AddMarkup("<tr><td>");
            if (Thumbnail.CanShow(s.Plan.Input.Channels)) page.AddMarkup($"<img alt=\"\" src=\"{Thumbnail.Of(s.Images, i, s.Plan.Input)}\">");
            page.Add($"</td><td class=\"wide\">{i}</td><td class=\"name\">{cached[i].Label}</td><td class=\"name\">{full[i].Label}</td>");
            if (labels is not null) page.Add($"<td class=\"name\">{s.Plan.Label(labels[i])}</td>");
            page.Add($"<td class=\"name\">{cached[i].Exit}</td><td class=\"n\">{Text.Score(cached[i].Score)}</td></tr>");
        }

        page.AddMarkup("</tbody></table></div><p class=\"soft\" style=\"margin-top:10px\">Score: the estimated probability that the full network ")
            .AddMarkup("would give the early answer too.</p></section>");
    }

    private static void Pairs(Page page, Subject s, int[] different)
    {
        page.AddMarkup("<table><thead><tr><th scope=\"col\">early answer</th><th scope=\"col\">full network</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">images</th></tr></thead><tbody>");
        var pairs = different.GroupBy(i => (Early: s.Detail.Cached[i].Label, Full: s.Detail.Full[i].Label)).OrderByDescending(group => group.Count());
        foreach (var pair in pairs.Take(MostPairs))
        {
            page.Add($"<tr><td class=\"name\">{pair.Key.Early}</td><td class=\"name\">{pair.Key.Full}</td>");
            page.Add($"<td class=\"n\">{Text.Count(pair.Count())}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }

    private static void Exits(Page page, Subject s, int[] different)
    {
        page.AddMarkup("<table><thead><tr><th scope=\"col\">exit</th><th scope=\"col\" class=\"n\">differ</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">of those who left</th></tr></thead><tbody>");
        foreach (var exit in different.GroupBy(i => s.Detail.Cached[i].ProbeIndex).OrderBy(group => group.Key))
        {
            var left = s.Detail.Cached.Count(prediction => prediction.ProbeIndex == exit.Key);
            page.Add($"<tr><td class=\"name\">{s.Exit(exit.Key)}</td><td class=\"n\">{Text.Count(exit.Count())}</td>");
            page.Add($"<td class=\"n\">{Text.Percent((double)exit.Count() / left)}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }
}
