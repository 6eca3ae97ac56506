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
        Assert.Contains($"<b>{report.MacsSaved.ToString("0.00%", CultureInfo.InvariantCulture)}</b>", html, StringComparison.Ordinal);
        Assert.Contains($"<b>{report.Agreement.ToString("0.00%", CultureInfo.InvariantCulture)}</b>", html, StringComparison.Ordinal);
        Assert.Contains("at most 10% of answers", html, StringComparison.Ordinal);
        Assert.Contains($"{report.Certificate!.Disagreements} of 480 calibration draws differed", html, StringComparison.Ordinal);
        foreach (var word in (string[])["<script", "<link", "http:", "https:", "src=\"/", "@import", "url("])
            Assert.DoesNotContain(word, html, StringComparison.OrdinalIgnoreCase);
        const string png = "data:image/png;base64,iVBORw0KGgo";
        Assert.All(Sources().Matches(html), match => Assert.StartsWith(png, match.Groups[1].Value, StringComparison.Ordinal));
        Assert.True(Sources().Count(html) >= 8);

        var document = Parse(html);
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
            Report = detail.Report with
            {
                Probes = [.. detail.Report.Probes.Select(probe => probe with { Name = Hostile })],
                Origin = new(default, Hostile, Hostile, 1, 1, 1, Hostile, Hostile, Hostile),
                Model = detail.Report.Model! with { Weights = Hostile, CacheKinds = [Hostile], Files = [new(Hostile, Hostile)] },
                Data = detail.Report.Data! with { Pixels = Hostile, Labels = Hostile },
                Classes = [.. detail.Report.Classes!.Select(c => c with { Label = Hostile })],
                Differences = new(300, Differing(90, Hostile), 210),
                Comparison = new(Hostile, null, [Hostile], [new(Hostile, 0, 1)], [new(Hostile, 0, 1)], [new(Hostile, null, 1)]),
            },
            Full = [.. detail.Full.Select(p => Rename(p) with { Class = (p.Class + 1) % 4 })],
            Cached = [.. detail.Cached.Select(Rename)],
            Labels = [.. Enumerable.Range(0, 300).Select(i => i % 4)],
        };
        renamed = renamed with { Report = renamed.Report with { Confusion = new([new(0, 1, 2, 3)], 1, 1, 1) } };
        var html = EvaluationPage.Render(new Subject(renamed, hostile, new ColourImages(300, 3), Hostile, null));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202e', html);
        Assert.DoesNotContain('\0', html);
        Assert.Contains("&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&quot;&amp;", html, StringComparison.Ordinal);
        Assert.Contains("66 more by name", html, StringComparison.Ordinal);
        Assert.Contains("210 others are not listed", html, StringComparison.Ordinal);
        _ = Parse(html);
    }

    /// <summary>
    /// Of calls that mostly take a millisecond: the axis ends beyond the 99th percentile, and what is beyond it is counted.
    /// </summary>
    [Theory]
    [InlineData(1.3, 2.1)]
    [InlineData(80, 1.2)]
    [InlineData(0.9, 0.0004)]
    [InlineData(1000, 12345)]
    public void Axes_hold_the_99th_percentiles(double full, double cached)
    {
        var (slow, html) = Slow(full, cached);
        var (off, on) = (slow.CallsFull, slow.CallsCached);
        Assert.Equal((full, cached), (slow.Report.Latency!.Full.P99, slow.Report.Latency.Cached.P99));
        var drawing = Parse(html).Descendants("svg").Last();
        var axis = drawing.Elements("line").Single(line => (string?)line.Attribute("class") == "axis");
        var (left, right) = ((double)axis.Attribute("x1")!, (double)axis.Attribute("x2")!);
        string[] marks = [.. drawing.Elements("text").Where(text => (string?)text.Attribute("y") == "288").Select(text => text.Value)];
        var largest = double.Parse(marks[^1], CultureInfo.InvariantCulture);
        Assert.True(largest >= Math.Max(full, cached), $"The axis ends at {largest}.");
        Assert.Equal(marks.Length, marks.Distinct().Count());
        foreach (var (kind, value) in new[] { ("off dashed", full), ("on dashed", cached) })
        {
            var x = (double)drawing.Elements("line").Single(line => (string?)line.Attribute("class") == kind).Attribute("x1")!;
            var smallest = double.Parse(marks[0], CultureInfo.InvariantCulture);
            var share = smallest == 0 ? value / largest : Math.Log(value / smallest) / Math.Log(largest / smallest);
            Assert.Equal(left + (right - left) * share, x, 0.01);
        }

        var (beyondOff, beyondOn) = (off.Count(value => value > largest), on.Count(value => value > largest));
        Assert.Contains($"Beyond the axis: {beyondOn} calls with caches on, {beyondOff} with caches off.", html, StringComparison.Ordinal);
        Assert.True(beyondOff + beyondOn > 0);
    }

    [Fact]
    public void Few_classes_are_a_matrix_and_many_are_pairs()
    {
        var (detail, _) = Evaluate(labelled: true);
        using var model = fixture.Load();
        var images = new ColourImages(300, 3);
        var page = Parse(EvaluationPage.Render(detail, model, images, "colours"));
        var matrix = page.Descendants("table").Single(table => (string?)table.Attribute("class") == "matrix");
        var rows = matrix.Element("tbody")!.Elements("tr").ToArray();
        for (var row = 0; row < 4; row++)
            for (var column = 0; column < 4; column++)
            {
                var cell = rows[row].Elements("td").ElementAt(column);
                var shown = cell.Nodes().OfType<System.Xml.Linq.XText>().FirstOrDefault()?.Value ?? "0";
                var count = Enumerable.Range(0, 300).Count(i => detail.Labels![i] == row && detail.Cached[i].Class == column);
                Assert.Equal(count, int.Parse(shown, CultureInfo.InvariantCulture));
            }

        // The same page for a network of many classes: the matrix gives way to pairs, and what is left out is counted.
        var many = Many(detail, 1000);
        var plan = new ModelPlan("many", model.Plan.Input, [.. model.Plan.Layers], [.. model.Plan.Probes], [], model.Plan.Arena, "many");
        var html = EvaluationPage.Render(new Subject(many, plan, images, "colours", null));
        Assert.DoesNotContain("class=\"matrix\"", html, StringComparison.Ordinal);
        Assert.Contains("other pairs together", html, StringComparison.Ordinal);
        Assert.Contains("the 40 of 300 classes that lose most", html, StringComparison.Ordinal);
        Assert.True(html.Length < 1_000_000);
    }

    [Fact]
    public void Differing_images_stand_with_their_names_and_the_rest_is_counted()
    {
        using var model = fixture.Load();
        var images = new NamedImages(new ColourImages(150, 3));
        var caches = Fit(model).Caches;

        // A first probe that takes every image for class 0 and lets it go.
        var first = (Freeze.Caching.LearnedCache)caches.Probes[0]!;
        first.OutputBias[0] += 1000;
        caches = new() { Weights = caches.Weights, Probes = [first.WithThreshold(-1), .. caches.Probes.Skip(1)] };
        var detail = new Evaluator(model, caches).EvaluateEach(images);
        var differ = Enumerable.Range(0, 150).Where(i => detail.Full[i].Class != detail.Cached[i].Class).ToArray();
        Assert.Equal(differ.Select(i => images.Name(i)).Order(), detail.Report.Differences!.Images.Select(image => image.Name).Order());
        var html = EvaluationPage.Render(detail, model, images, "colours");
        foreach (var i in differ) Assert.Contains($"a&lt;b&gt;/{i}.png", html, StringComparison.Ordinal);
        Assert.InRange(differ.Length, 25, EvaluationBreakdown.MostImages);
        Assert.Contains($"{differ.Length - 24} more by name", html, StringComparison.Ordinal);
        Assert.DoesNotContain("are not listed", html, StringComparison.Ordinal);
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
        Assert.Contains($"<b>{detail.Report.MacsSaved.ToString("0.00%", CultureInfo.InvariantCulture)}</b>", dom, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(dom, "<svg"));
        Assert.Equal(Regex.Count(html, "<td"), Regex.Count(dom, "<td"));
        Assert.Contains("</footer></main>", dom, StringComparison.Ordinal);
    }

    /// <summary>
    /// On a desktop and on a phone, whatever the calls took and the names are: no label is cut or covered, and nothing sticks out.
    /// </summary>
    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(390)]
    public void A_browser_cuts_no_label(int width)
    {
        Skip.If(Chromium.Path is null, "there is no Chromium on this machine");
        using var model = fixture.Load();
        var (plain, images) = (Evaluate(labelled: true).Detail, new ColourImages(300, 3));
        var longName = string.Concat(Enumerable.Repeat("an_endless_name", 8));
        var named = plain with
        {
            Cached = [.. plain.Cached.Select((p, i) =>
                i % 50 > 0 ? p : p with { Class = (p.Class + 1) % 4, Label = longName, IsEarly = true, ProbeIndex = 0 })],
            Report = plain.Report with
            {
                Classes = [.. plain.Report.Classes!.Select(c => c with { Label = longName })],
                Differences = new(6, Differing(6, longName), 0),
                Comparison = new(
                    longName, DateTimeOffset.UnixEpoch, [longName],
                    [new(longName, 0, 1)], [new(longName, 12345, 1)], [new(longName, null, 1)]),
            },
        };
        string[] pages =
        [
            EvaluationPage.Render(plain, model, images, "colours"), EvaluationPage.Render(named, model, images, longName),
            .. new[] { (1.3, 2.1), (80, 1.2), (0.9, 0.0004), (1000, 12345) }.Select(tails => Slow(tails.Item1, tails.Item2).Html),
        ];
        foreach (var (page, at) in pages.Zip(Enumerable.Range(0, pages.Length)))
        {
            var file = Path.Combine(fixture.Folder, $"measured-{width}-{at}.html");
            File.WriteAllText(file, Measured(page, width));
            var dom = Chromium.Dom(file, Path.Combine(fixture.Folder, $"profile-{width}-{at}"));
            var found = dom[..dom.IndexOf("<iframe", StringComparison.Ordinal)];
            Assert.Contains("<p id=\"found\">nothing</p>", found, StringComparison.Ordinal);
        }
    }

    private static DifferingImage[] Differing(int count, string name) =>
        [.. Enumerable.Range(0, count).Select(i => new DifferingImage(i, name, name, name, name, name, 1))];

    private static FitResult Fit(FrozenModel model) =>
        new CacheFitter(model, new FitOptions { Risk = 0.1 }).Fit(new ColourImages(800, 1), new ColourImages(600, 2));

    /// <summary>Every element is closed: the page is well-formed but for the elements that have no end.</summary>
    private static System.Xml.Linq.XDocument Parse(string html) =>
        System.Xml.Linq.XDocument.Parse(Voids().Replace(html.Replace("<!doctype html>", "", StringComparison.Ordinal), "<$1/>"));

    /// <summary>An evaluation in which every image is of a class of its own and most are taken for the next one.</summary>
    private static EvaluationDetail Many(EvaluationDetail detail, int classes)
    {
        var random = new Random(1);
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i * 3)];
        Prediction[] full = [.. detail.Full.Select((p, i) => p with { Class = (labels[i] + random.Next(3)) % classes, Label = "x" })];
        Prediction Early(Prediction p) => p with { Class = (p.Class + 1) % classes, IsEarly = true, ProbeIndex = 0 };
        Prediction[] cached = [.. full.Select(p => random.Next(9) > 0 ? p : Early(p))];
        var report = detail.Report with
        {
            Classes = [.. Enumerable.Range(0, classes).Select(c =>
            {
                var (answered, truth) = (Indices(i => full[i].Class == c), Indices(i => labels[i] == c));
                return new ClassReport(
                    c, $"{c}", answered.Length, answered.Count(i => cached[i].IsEarly), answered.Count(i => cached[i].Class == c),
                    truth.Length, truth.Count(i => full[i].Class == c), truth.Count(i => cached[i].Class == c));
            })],
            Confusion = new(
                [.. Indices(i => cached[i].Class != labels[i]).Select(i => new ConfusedPair(labels[i], cached[i].Class, 1, 1))], 7, 8, 9),
        };
        return detail with { Full = full, Cached = cached, Labels = labels, Report = report };

        static int[] Indices(Func<int, bool> where) => [.. Enumerable.Range(0, 300).Where(where)];
    }

    private (EvaluationDetail Detail, string Html) Evaluate(bool labelled = false)
    {
        using var model = fixture.Load();
        var images = new ColourImages(300, 3);
        int[]? labels = labelled ? [.. Enumerable.Range(0, 300).Select(i => i % 4)] : null;
        var detail = new Evaluator(model, Fit(model).Caches).EvaluateEach(images, labels);
        return (detail, EvaluationPage.Render(detail, model, images, "colours"));
    }

    /// <summary>
    /// An evaluation whose calls mostly take a millisecond; one in forty takes as long as is said and a few take fifty times that.
    /// </summary>
    private (EvaluationDetail Detail, string Html) Slow(double full, double cached)
    {
        var (detail, _) = Evaluate();
        using var model = fixture.Load();
        double[] Calls(double tail) =>
            [.. Enumerable.Repeat(Math.Min(1, tail), 970), .. Enumerable.Repeat(tail, 25), .. Enumerable.Repeat(50 * tail, 5)];
        var (off, on) = (Calls(full), Calls(cached));
        var slow = detail with
        {
            CallsFull = off, CallsCached = on,
            Report = detail.Report with { Latency = new(1000, Percentiles.Of(off), Percentiles.Of(on)) },
        };
        return (slow, EvaluationPage.Render(slow, model, new ColourImages(300, 3), "colours"));
    }

    /// <summary>A page that shows another in a frame and says what in it is cut, covered or sticks out.</summary>
    private static string Measured(string page, int width)
    {
        const string script = """
            const frame = document.querySelector('iframe'), found = [];
            frame.onload = () => {
              const page = frame.contentDocument, root = page.documentElement;
              if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
              for (const svg of page.querySelectorAll('svg')) {
                const box = svg.getBoundingClientRect();
                const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
                for (const [name, r] of texts)
                  if (r.left < box.left - .5 || r.right > box.right + .5 || r.top < box.top - .5 || r.bottom > box.bottom + .5)
                    found.push(`cut: ${name}`);
                for (const [one, a] of texts)
                  for (const [other, b] of texts)
                    if (a !== b && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
                      found.push(`${one} covers ${other}`);
              }
              document.getElementById('found').textContent = found.join('; ') || 'nothing';
            };
            frame.srcdoc = document.getElementById('page').textContent;
            """;
        return "<!doctype html><meta charset=\"utf-8\"><p id=\"found\"></p>"
            + $"<iframe style=\"width:{width}px;height:900px;border:0\"></iframe>"
            + $"<script type=\"text/plain\" id=\"page\">{page}</script><script>{script}</script>";
    }

    private sealed class NamedImages(IImageSet images) : IImageSet
    {
        public int Count => images.Count;

        public string Name(int index) => $"a<b>/{index}.png";

        public void Read(int index, Span<byte> rgb) => images.Read(index, rgb);
    }

    [GeneratedRegex("src=\"([^\"]*)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("<((?:meta|img)[^>]*[^/])>")]
    private static partial Regex Voids();
}
