namespace Freeze.Calibration.Reporting;

/// <summary>When, where, with what and of what the evaluation was made.</summary>
internal static class OriginSection
{
    public static void Write(Page page, Subject s)
    {
        var (report, plan) = (s.Report, s.Plan);
        page.AddMarkup("<section><h2>How this was measured</h2><table class=\"facts\"><tbody>");
        if (report.Origin is { } o)
        {
            Fact(page, "date", Figures.Date(o.Date));
            Fact(page, "Freeze", o.Version);
            Fact(page, "processor", o.Processor);
            Fact(page, "cores, threads", $"{o.Cores} cores, {o.Threads} {(o.Threads == 1 ? "thread" : "threads")} for a prediction");
            Fact(page, "images in a call", Figures.Count(o.Batch));
            Fact(page, "device", o.Device);
            Fact(page, "runtime", $"{o.Runtime}, {o.System}");
        }

        Fact(page, "images", $"{s.Source} ({Figures.Count(report.Images)} images)");
        if (report.Data is { } data)
        {
            Hash(page, "SHA-256 of their pixels", data.Pixels);
            if (data.Labels is not null) Hash(page, "SHA-256 of their labels", data.Labels);
        }

        if (report.Model is { } model)
        {
            var size = $"{plan.Layers.Count} layers, {plan.Probes.Count} probes, {Figures.Millions(plan.Macs)} million MACs";
            Fact(page, "model", $"{plan.Name}, {size}");
            var kinds = string.Join(", ", model.CacheKinds);
            Fact(page, "caches", kinds.Length > 0 ? $"{kinds}, {Figures.Megabytes(model.CacheBytes)} MB" : "none");
            Hash(page, "SHA-256 of the weights", model.Weights);
            if (model.Caches is not null) Hash(page, "SHA-256 of the caches", model.Caches);
            foreach (var file in model.Files) Hash(page, "SHA-256 of " + file.Name, file.Sha256);
        }

        page.AddMarkup("</tbody></table></section>");
    }

    private static void Fact(Page page, string name, string value) => page.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");

    private static void Hash(Page page, string name, string value) =>
        page.Add($"<tr><th scope=\"row\">{name}</th><td><code>{value}</code></td></tr>");
}
