namespace Freeze.Calibration.Reporting;

/// <summary>Images that left at each exit.</summary>
internal static class SampleSection
{
    private const int Each = 8;

    public static void Write(Page page, Subject s)
    {
        if (!Thumbnail.CanShow(s.Plan.Input.Channels)) return;
        page.AddMarkup("<section><h2>Images and where they left</h2>")
            .AddMarkup("<p class=\"soft\">Spread evenly over those of each exit; easy images leave first. ")
            .AddMarkup("Where an answer differs, the full network’s stands below.</p>");
        for (var exit = 0; exit <= s.Plan.Probes.Count; exit++)
        {
            int[] left = [.. Enumerable.Range(0, s.Detail.Cached.Count).Where(i => s.Detail.Cached[i].ProbeIndex == exit)];
            if (left.Length == 0) continue;
            page.Add($"<div class=\"strip\"><div><b>{s.Exit(exit)}</b>");
            page.Add($"<span class=\"soft\">{Figures.Count(left.Length)} images</span></div>");
            page.AddMarkup("<div class=\"shots\">");
            var shown = Math.Min(Each, left.Length);
            for (var j = 0; j < shown; j++) Shot(page, s, left[(int)((long)j * left.Length / shown)]);
            page.AddMarkup("</div></div>");
        }

        page.AddMarkup("</section>");
    }

    private static void Shot(Page page, Subject s, int image)
    {
        var (full, cached) = (s.Detail.Full[image], s.Detail.Cached[image]);
        page.AddMarkup($"<div><img alt=\"\" src=\"{Thumbnail.Of(s.Images, image, s.Plan.Input)}\">");
        page.Add($"<span>{cached.Label}</span>");
        if (full.Class != cached.Class) page.Add($"<span class=\"differs\">network: {full.Label}</span>");
        page.AddMarkup("</div>");
    }
}
