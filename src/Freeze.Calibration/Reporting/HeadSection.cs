using Freeze.Caching;
using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Reporting;

/// <summary>The headline figures, and the promise in words.</summary>
internal static class HeadSection
{
    public static void Write(Page page, Subject s)
    {
        var report = s.Report;
        page.Add($"<header><div class=\"over\">Early exits, evaluated</div><h1>{s.Plan.Name}</h1>");
        page.Add($"<p class=\"lead\">{Figures.Count(report.Images)} {(report.Images == 1 ? "image" : "images")} ran ");
        page.AddMarkup("with caches off and on: ");
        page.Add($"{Figures.Percent(report.MacsSaved)} of the work is saved, and {Figures.Percent(report.Agreement)} of the answers are ");
        page.AddMarkup("the full network’s.</p>");
        if (report.AccuracyNote is { } note) page.AddMarkup("<p class=\"soft\">Accuracy: ").AddText(note).AddMarkup(".</p>");
        page.Add($"<p class=\"soft\">Images: {s.Source}. Neither fitting nor calibration may have seen them.");
        if (report.LeftOut is { Count: > 0 } leftOut) page.AddMarkup(" Left out: ").AddText(string.Join("; ", leftOut)).AddMarkup(".");
        if (report.Origin is { } o) page.Add($" Measured {Figures.Date(o.Date)} with Freeze {Brief(o.Version)} on {o.Processor}.");
        page.AddMarkup("</p></header><div class=\"tiles\">");
        Tile(page, "work saved", Figures.Percent(report.MacsSaved),
            $"{Figures.Millions(s.Plan.Macs)} → {Figures.Millions(s.Plan.Macs * (1 - report.MacsSaved))} million MACs, look-ups counted");
        Tile(page, "agreement", Figures.Percent(report.Agreement),
            $"{Figures.Count(s.Different.Count())} of {Figures.Count(report.Images)} answers differ");
        Tile(page, "accuracy", Figures.Percent(report.AccuracyCached),
            report.AccuracyFull is { } full ? $"full network {Figures.Percent(full)}" : "the images carry no labels of the model");
        Tile(page, "ms an image", Figures.Milliseconds(report.MillisecondsCached),
            $"full network {Figures.Milliseconds(report.MillisecondsFull)}; "
            + $"{Figures.Times(report.MillisecondsFull / report.MillisecondsCached)} as fast");
        page.AddMarkup("</div>");
        Promise(page, s);
    }

    /// <summary>A version without the commit that it was built from; the table below has that.</summary>
    private static string Brief(string version) => version.Split('+')[0];

    private static void Tile(Page page, string name, string figure, string note) =>
        page.Add($"<div class=\"tile\"><span>{name}</span><b>{figure}</b><span>{note}</span></div>");

    private static void Promise(Page page, Subject s)
    {
        if (s.Detail.Caches?.Certificate is not { } c)
        {
            page.AddMarkup("<div class=\"promise none\"><p><b>No promise.</b> ")
                .AddMarkup(s.Detail.Caches is null
                    ? "The model has no caches; every request ran to the end."
                    : "The caches carry no certificate: what is measured here is a description of these images and of no others.")
                .AddMarkup("</p></div>");
            return;
        }

        page.Add($"<div class=\"promise\"><p><b>Certified:</b> with {Figures.Exact(c.Confidence)} confidence, ");
        page.Add($"at most {Figures.Exact(c.Risk)} of answers differ from the full network’s. ");
        if (c.Method == BoundMethod.AnytimeValid)
        {
            page.Add($"{Figures.Count(c.Disagreements)} of {Figures.Count(c.Images)} requests that ran to the end in a trial would have differed; ");
            page.Add($"the anytime-valid bound over all requests is {Figures.Percent(c.Bound)}.</p>");
            page.AddMarkup("<p class=\"soft\">Scope: the requests of the running model on which the caches were refitted, as long as others are like them; ");
        }
        else
        {
            page.Add($"{Figures.Count(c.Disagreements)} of {Figures.Count(c.Images)} calibration draws differed; ");
            page.Add($"the exact upper bound (Clopper-Pearson) is {Figures.Percent(c.Bound)}.</p>");
            page.Add($"<p class=\"soft\">Scope: requests drawn like the calibration images, one {c.SamplingUnit} being one draw, none of which ");
            page.AddMarkup("the network was trained on; ");
        }

        page.AddMarkup("answers over all classes and exits together, not each by itself; ");
        page.Add($"these weights and thresholds, {c.Precision}, {c.Device}, input {c.Preprocessing}. ");
        page.AddMarkup("It says nothing about labels: an answer agrees when the full network gives it too.</p>");
        page.AddMarkup($"<p class=\"soft\">{Verdict(s, c.Risk)}</p></div>");
    }

    private static string Verdict(Subject s, double risk)
    {
        int images = s.Report.Images, differ = s.Different.Count();
        var share = (double)differ / images;
        if (share <= risk) return $"On these images {Figures.Percent(share)} differ, within the promise.";

        // The least disagreement that these counts are consistent with: the bound on agreement, from below.
        var least = 1 - Binomial.UpperBound(images - differ, images, 0.95);
        return $"On these images {Figures.Percent(share)} differ, more than promised. " + (least <= risk
            ? "So few images can show that by chance alone: the promise is neither refuted nor confirmed by them."
            : "Chance does not explain it: these images are not drawn like the calibration images, or they are not independent of each other.");
    }
}
