namespace Freeze.Calibration.Reporting;

/// <summary>How the full network's classes fare.</summary>
internal static class ClassSection
{
    private const int Most = 40;

    public static void Write(Page page, Subject s)
    {
        var (count, early, agree) = (new int[s.Plan.Classes], new int[s.Plan.Classes], new int[s.Plan.Classes]);
        for (var i = 0; i < s.Detail.Full.Count; i++)
        {
            var c = s.Detail.Full[i].Class;
            count[c]++;
            if (s.Detail.Cached[i].IsEarly) early[c]++;
            if (s.Detail.Cached[i].Class == c) agree[c]++;
        }

        int[] seen = [.. Enumerable.Range(0, count.Length).Where(c => count[c] > 0)];
        var many = seen.Length > Most;
        if (many) seen = [.. seen.OrderBy(c => (double)agree[c] / count[c]).ThenByDescending(c => count[c]).Take(Most)];

        page.AddMarkup("<section><h2>Classes</h2>");
        page.Add($"<p class=\"soft\">By the full network’s answer");
        if (many) page.Add($"; the {Most} of {count.Count(n => n > 0)} classes that agree least");
        page.AddMarkup(". ");
        page.AddMarkup("The promise is for all answers together: a class may fare worse or better.</p>")
            .AddMarkup("<table><thead><tr><th scope=\"col\">class</th><th scope=\"col\" class=\"bar\"></th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">leave early</th><th scope=\"col\" class=\"n\">agree</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">differ</th>")
            .AddMarkup("<th scope=\"col\" class=\"n wide\">images</th></tr></thead><tbody>");
        foreach (var c in seen)
        {
            var share = (double)early[c] / count[c];
            page.Add($"<tr><td class=\"name\">{s.Plan.Label(c)}</td><td class=\"bar\"><div><i style=\"width:{100 * share}%\"></i></div></td>");
            page.Add($"<td class=\"n\">{Text.Percent(share)}</td><td class=\"n\">{Text.Percent((double)agree[c] / count[c])}</td>");
            page.Add($"<td class=\"n\">{Text.Count(count[c] - agree[c])}</td><td class=\"n wide\">{Text.Count(count[c])}</td></tr>");
        }

        page.AddMarkup("</tbody></table></section>");
    }
}
