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
        page.Add($"<p class=\"soft\">{Figures.Count(different.Length)} of {Figures.Count(s.Report.Images)} answers.");
        if (labels is not null)
        {
            page.Add($" In {Figures.Count(different.Count(i => cached[i].Class == labels[i]))} of them ");
            page.AddMarkup("the early answer is the true class, ");
            page.Add($"in {Figures.Count(different.Count(i => full[i].Class == labels[i]))} the full network’s.");
        }

        page.AddMarkup("</p><div class=\"pair\"><div><h3>Class pairs</h3>");
        Pairs(page, s, different);
        page.AddMarkup("</div><div><h3>By exit</h3>");
        Exits(page, s, different);
        page.AddMarkup("</div></div>");
        Images(page, s, s.Report.Differences!);
        page.AddMarkup("</section>");
    }

    private static void Images(Page page, Subject s, Differences differences)
    {
        var (shown, labelled) = (differences.Images.Take(MostImages).ToArray(), s.Detail.Labels is not null);
        page.Add($"<h3>{(differences.Count > MostImages ? $"The {MostImages} that were surest" : "Surest first")}</h3>");
        page.AddMarkup("<div class=\"scroll\"><table><thead><tr><th scope=\"col\"></th><th scope=\"col\">image</th>")
            .AddMarkup("<th scope=\"col\">early answer</th><th scope=\"col\">full network</th>")
            .AddMarkup(labelled ? "<th scope=\"col\">true class</th>" : "")
            .AddMarkup("<th scope=\"col\">exit</th><th scope=\"col\" class=\"n\">agreement</th></tr></thead><tbody>");
        foreach (var d in shown)
        {
            page.AddMarkup("<tr><td>");
            if (Thumbnail.CanShow(s.Plan.Input.Channels))
                page.AddMarkup($"<img alt=\"\" src=\"{Thumbnail.Of(s.Images, d.Index, s.Plan.Input)}\">");
            page.Add($"</td><td class=\"file\">{Name(d)}</td><td class=\"name\">{d.Early}</td><td class=\"name\">{d.Full}</td>");
            if (labelled) page.Add($"<td class=\"name\">{d.Truth}</td>");
            page.Add($"<td class=\"name\">{d.Exit}</td><td class=\"n\">{Figures.Probability(d.Agreement)}</td></tr>");
        }

        page.AddMarkup("</tbody></table></div><p class=\"soft after\">Agreement: the estimated probability that the full network ")
            .AddMarkup("would give the early answer too.</p>");
        if (differences.Count == shown.Length) return;

        // Names alone take little room; those that are left out are counted.
        page.Add($"<details><summary>{Figures.Count(differences.Images.Count - shown.Length)} more by name</summary><ul class=\"names\">");
        foreach (var d in differences.Images.Skip(shown.Length)) page.Add($"<li>{Name(d)}: {d.Early}, full network {d.Full}</li>");
        page.AddMarkup("</ul></details>");
        if (differences.Others > 0) page.Add($"<p class=\"soft after\">{Figures.Count(differences.Others)} others are not listed.</p>");
    }

    private static string Name(DifferingImage image) => image.Name ?? "image " + Figures.Count(image.Index);

    private static void Pairs(Page page, Subject s, int[] different)
    {
        page.AddMarkup("<table><thead><tr><th scope=\"col\">early answer</th><th scope=\"col\">full network</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">images</th></tr></thead><tbody>");
        var pairs = different.GroupBy(i => (Early: s.Detail.Cached[i].Label, Full: s.Detail.Full[i].Label))
            .OrderByDescending(group => group.Count()).ToArray();
        foreach (var pair in pairs.Take(MostPairs))
        {
            page.Add($"<tr><td class=\"name\">{pair.Key.Early}</td><td class=\"name\">{pair.Key.Full}</td>");
            page.Add($"<td class=\"n\">{Figures.Count(pair.Count())}</td></tr>");
        }

        if (pairs.Length > MostPairs)
        {
            page.Add($"<tr class=\"off\"><td colspan=\"2\">{Figures.Count(pairs.Length - MostPairs)} other pairs</td>");
            page.Add($"<td class=\"n\">{Figures.Count(pairs.Skip(MostPairs).Sum(pair => pair.Count()))}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }

    private static void Exits(Page page, Subject s, int[] different)
    {
        page.AddMarkup("<table><thead><tr><th scope=\"col\">exit</th><th scope=\"col\" class=\"n\">differ</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">of those that left</th></tr></thead><tbody>");
        foreach (var exit in different.GroupBy(i => s.Detail.Cached[i].ProbeIndex).OrderBy(group => group.Key))
        {
            var left = s.Detail.Cached.Count(prediction => prediction.ProbeIndex == exit.Key);
            page.Add($"<tr><td class=\"name\">{s.Exit(exit.Key)}</td><td class=\"n\">{Figures.Count(exit.Count())}</td>");
            page.Add($"<td class=\"n\">{Figures.Percent((double)exit.Count() / left)}</td></tr>");
        }

        page.AddMarkup("</tbody></table>");
    }
}
