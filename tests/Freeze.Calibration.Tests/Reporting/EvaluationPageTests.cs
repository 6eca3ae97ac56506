using System.Globalization;
using System.Text.RegularExpressions;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Reporting;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Reporting;

public partial class EvaluationPageTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    private const string Hostile = "<script>alert('1')</script>\"&\u202e\0";

    [Fact]
    public void The_page_holds_the_report_s_figures_and_nothing_from_elsewhere()
    {
        var (detail, html) = Evaluate();
        var report = detail.Report;
        Assert.Contains($"<b>{report.MacsSaved.ToString("0.0#%", CultureInfo.InvariantCulture)}</b>", html, StringComparison.Ordinal);
        Assert.Contains($"<b>{report.Agreement.ToString("0.0#%", CultureInfo.InvariantCulture)}</b>", html, StringComparison.Ordinal);
        Assert.Contains("at most 10% of answers", html, StringComparison.Ordinal);
        Assert.Contains($"{report.Certificate!.Disagreements} of 480 calibration draws differed", html, StringComparison.Ordinal);
        foreach (var word in (string[])["<script", "<link", "http:", "https:", "src=\"/", "@import", "url("])
            Assert.DoesNotContain(word, html, StringComparison.OrdinalIgnoreCase);
        const string png = "data:image/png;base64,iVBORw0KGgo";
        Assert.All(Sources().Matches(html), match => Assert.StartsWith(png, match.Groups[1].Value, StringComparison.Ordinal));
        Assert.True(Sources().Count(html) >= 8);

        // Every element is closed: the page is well-formed but for the elements that have no end.
        var xml = Voids().Replace(html.Replace("<!doctype html>", "", StringComparison.Ordinal), "<$1/>");
        var document = System.Xml.Linq.XDocument.Parse(xml);
        Assert.Equal(2, document.Descendants("svg").Count());
        Assert.Equal(4, document.Descendants("div").Count(div => (string?)div.Attribute("class") == "tile"));
    }

    [Fact]
    public void The_curve_passes_through_what_was_measured()
    {
        using var model = fixture.Load();
        var caches = Fit(model).Caches;
        var images = new ColourImages(300, 3);
        var report = new Evaluator(model, caches).Evaluate(images);
        var table = CacheLookUps.Of(model, caches, images);
        var curve = OperatingCurve.Of(table, caches.Probes, ProbeCosts.Of(model.Plan, caches.Probes));
        Assert.Contains(curve, p => Math.Abs(p.Saved - report.MacsSaved) < 0.02 && Math.Abs(p.Disagreement - (1 - report.Agreement)) < 0.01);

        // Bolder thresholds let nobody stay longer.
        Assert.Equal(curve.Select(p => p.Saved).Order(), curve.Select(p => p.Saved));
        Assert.True(curve[^1].Saved > report.MacsSaved);

        // What the table says is what the session did.
        float[] thresholds = [.. caches.Probes.Select(cache => cache?.Threshold ?? float.PositiveInfinity)];
        Assert.Equal(report.Probes.Select(p => Math.Round(300 * p.Share)), table.Walk(thresholds).Exits.Select(n => (double)n));
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        var (detail, _) = Evaluate();
        using var model = fixture.Load();
        var plan = model.Plan;
        var hostile = new ModelPlan(
            Hostile, plan.Input, [.. plan.Layers], [.. plan.Probes.Select(probe => probe with { Name = Hostile })],
            [Hostile, Hostile, Hostile, Hostile], plan.Arena, plan.Structure);
        static Prediction Rename(Prediction prediction) => prediction with { Label = Hostile, Exit = Hostile };
        var renamed = detail with
        {
            Report = detail.Report with { Probes = [.. detail.Report.Probes.Select(probe => probe with { Name = Hostile })] },
            Full = [.. detail.Full.Select(p => Rename(p) with { Class = (p.Class + 1) % 4 })],
            Cached = [.. detail.Cached.Select(Rename)],
        };
        var html = EvaluationPage.Render(new Subject(renamed, hostile, Hostile, new ColourImages(300, 3), Hostile, null), Hostile);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', html);
        Assert.DoesNotContain('\0', html);
        Assert.Contains("&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&quot;&amp;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_caches_it_says_so()
    {
        using var model = fixture.Load();
        var images = new ColourImages(20, 3);
        var html = EvaluationPage.Render(new Evaluator(model).EvaluateEach(images), model, images, "colours");
        Assert.Contains("The model has no caches", html, StringComparison.Ordinal);
        Assert.Contains("None: every answer is the full network’s.", html, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => EvaluationPage.Render(new Evaluator(model).EvaluateEach(images), model, new ColourImages(19, 3), ""));
    }

    [SkippableFact]
    public void A_browser_shows_the_figures()
    {
        Skip.If(Chromium.Path is null, "there is no Chromium on this machine");
        var (detail, html) = Evaluate();
        var file = Path.Combine(fixture.Folder, "report.html");
        File.WriteAllText(file, html);
        var dom = Chromium.Dom(file, Path.Combine(fixture.Folder, "profile"));
        Assert.Contains($"<b>{detail.Report.MacsSaved.ToString("0.0#%", CultureInfo.InvariantCulture)}</b>", dom, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(dom, "<svg"));
        Assert.Equal(Regex.Count(html, "<td"), Regex.Count(dom, "<td"));
        Assert.Contains("</footer></main>", dom, StringComparison.Ordinal);
    }

    private static FitResult Fit(FrozenModel model) =>
        new CacheFitter(model, new FitOptions { Risk = 0.1 }).Fit(new ColourImages(800, 1), new ColourImages(600, 2));

    private (EvaluationDetail Detail, string Html) Evaluate()
    {
        using var model = fixture.Load();
        var images = new ColourImages(300, 3);
        var detail = new Evaluator(model, Fit(model).Caches).EvaluateEach(images);
        return (detail, EvaluationPage.Render(detail, model, images, "colours"));
    }

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("<((?:meta|img)[^>]*[^/])>")]
    private static partial Regex Voids();
}
