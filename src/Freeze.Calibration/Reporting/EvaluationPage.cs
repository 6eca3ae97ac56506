using Freeze.Calibration.Certification;

namespace Freeze.Calibration.Reporting;

/// <summary>An evaluation as one HTML file that needs nothing else: no script, font or picture from elsewhere.</summary>
public static class EvaluationPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="detail">The evaluation.</param>
    /// <param name="model">The model that was evaluated; it looks the images up once more for the curve.</param>
    /// <param name="images">The images that were evaluated.</param>
    /// <param name="source">What the images are, in words.</param>
    /// <param name="progress">Told how far the look-ups have come.</param>
    /// <param name="cancellation">Stops the look-ups.</param>
    public static string Render(
        EvaluationDetail detail, FrozenModel model, IImageSet images, string source, IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count != detail.Full.Count)
            throw new FreezeException($"The evaluation saw {detail.Full.Count} images, but {images.Count} were given to show.");
        var anyOn = detail.Caches?.Probes.Any(cache => cache is { IsOn: true }) ?? false;
        var table = anyOn ? CacheLookUps.Of(model, detail.Caches!, images, progress, cancellation) : null;
        return Render(new Subject(detail, model.Plan, images, source, table));
    }

    /// <summary>Writes the page of a subject.</summary>
    internal static string Render(Subject subject)
    {
        var page = new Page();
        page.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject.Plan.Name}: early exits evaluated</title>");
        page.AddMarkup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>")
            .AddMarkup(Style.Sheet).AddMarkup("</style></head><body><main>");
        HeadSection.Write(page, subject);
        ComparisonSection.Write(page, subject.Report.Comparison);
        ExitSection.Write(page, subject);
        ChartSection.Write(page, subject);
        ClassSection.Write(page, subject);
        ConfusionSection.Write(page, subject);
        DifferenceSection.Write(page, subject);
        SampleSection.Write(page, subject);
        OriginSection.Write(page, subject);
        page.AddMarkup("<footer>Freeze. Work is counted in multiply-accumulates (MACs); look-ups and their pooling count.</footer>");
        return page.AddMarkup("</main></body></html>\n").ToString();
    }
}
