namespace Freeze.Calibration.Reporting;

/// <summary>Which classes are taken for which: a matrix where it can be read, otherwise the pairs that are confused most.</summary>
internal static class ConfusionSection
{
    private const int LargestMatrix = 20, MostPairs = 30;

    public static void Write(Page page, Subject s)
    {
        if (s.Report.Confusion is not { } confusion || s.Detail.Labels is not { } labels) return;
        page.AddMarkup("<section><h2>Confusion</h2>");
        var (full, cached) = (s.Detail.Full, s.Detail.Cached);
        int[] classes = [.. labels.Concat(full.Select(p => p.Class)).Concat(cached.Select(p => p.Class)).Distinct().Order()];
        if (classes.Length <= LargestMatrix) Matrix(page, s, classes, labels);
        else Pairs(page, s, confusion);
        page.AddMarkup("</section>");
    }

    private static void Matrix(Page page, Subject s, int[] classes, IReadOnlyList<int> labels)
    {
        var place = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        var (counts, before) = (new int[classes.Length, classes.Length], new int[classes.Length, classes.Length]);
        for (var i = 0; i < labels.Count; i++)
        {
            counts[place[labels[i]], place[s.Detail.Cached[i].Class]]++;
            before[place[labels[i]], place[s.Detail.Full[i].Class]]++;
        }

        var changes = s.Detail.Full.Zip(s.Detail.Cached).Any(pair => pair.First.Class != pair.Second.Class);

        // Colours compare right answers with right ones and wrong ones with wrong ones.
        int[] most = [1, 1];
        for (var row = 0; row < classes.Length; row++)
            for (var column = 0; column < classes.Length; column++)
            {
                ref var largest = ref most[row == column ? 0 : 1];
                largest = Math.Max(largest, counts[row, column]);
            }

        page.AddMarkup("<p class=\"soft\">Rows are true classes, columns the answers with caches on; the change since the full network ")
            .AddMarkup("stands beside a number where there is one.</p><div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>");
        foreach (var c in classes) page.Add($"<th scope=\"col\"><span>{s.Plan.Label(c)}</span></th>");
        page.AddMarkup("</tr></thead><tbody>");
        for (var row = 0; row < classes.Length; row++)
        {
            page.Add($"<tr><th scope=\"row\">{s.Plan.Label(classes[row])}</th>");
            for (var column = 0; column < classes.Length; column++)
            {
                var (count, change) = (counts[row, column], counts[row, column] - before[row, column]);
                var shade = Math.Sqrt((double)count / most[row == column ? 0 : 1]);
                page.Add($"<td class=\"{(row == column ? "right" : "wrong")}\" style=\"--shade:{Math.Round(shade, 2)}\">");
                if (count > 0 || change != 0) page.Add($"{Figures.Count(count)}");
                if (changes) page.Add($"<small>{(change == 0 ? "" : Figures.CountDifference(change))}</small>");
                page.AddMarkup("</td>");
            }

            page.AddMarkup("</tr>");
        }

        page.AddMarkup("</tbody></table></div>");
    }

    private static void Pairs(Page page, Subject s, Confusion confusion)
    {
        if (confusion.Pairs.Count == 0)
        {
            page.AddMarkup("<p class=\"soft\">None: every answer is the true class.</p>");
            return;
        }

        var shown = confusion.Pairs.Take(MostPairs).ToArray();
        var rest = confusion.Pairs.Skip(MostPairs).ToArray();
        page.AddMarkup("<p class=\"soft\">The pairs of classes that are confused most with caches on.</p><table><thead><tr>")
            .AddMarkup("<th scope=\"col\">true class</th><th scope=\"col\">answer</th><th scope=\"col\" class=\"n\">full network</th>")
            .AddMarkup("<th scope=\"col\" class=\"n\">caches on</th><th scope=\"col\" class=\"n\">change</th></tr></thead><tbody>");
        foreach (var pair in shown)
        {
            page.Add($"<tr><td class=\"name\">{s.Plan.Label(pair.Truth)}</td><td class=\"name\">{s.Plan.Label(pair.Answer)}</td>");
            Counts(page, pair.Full, pair.Cached);
        }

        if (rest.Length + confusion.OtherPairs > 0)
        {
            page.Add($"<tr class=\"off\"><td colspan=\"2\">{Figures.Count(rest.Length + confusion.OtherPairs)} other pairs together</td>");
            Counts(page, rest.Sum(p => p.Full) + confusion.OtherFull, rest.Sum(p => p.Cached) + confusion.OtherCached);
        }

        page.AddMarkup("</tbody></table>");

        static void Counts(Page page, int full, int cached)
        {
            page.Add($"<td class=\"n\">{Figures.Count(full)}</td><td class=\"n\">{Figures.Count(cached)}</td>");
            page.Add($"<td class=\"n\">{Figures.CountDifference(cached - full)}</td></tr>");
        }
    }
}
