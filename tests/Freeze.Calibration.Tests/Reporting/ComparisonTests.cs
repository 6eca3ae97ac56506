using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Reporting;

/// <summary>Reports as baselines: read in whatever form they have, compared, or refused with the reason.</summary>
public class ComparisonTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    // As the version before formats had numbers wrote it.
    private const string First = """
        {
          "images": 300,
          "agreement": 0.99,
          "accuracyFull": null,
          "accuracyCached": null,
          "macsSaved": 0.25,
          "millisecondsFull": 0.5,
          "millisecondsCached": 0.25,
          "certificate": { "risk": 0.1, "confidence": 0.95, "images": 480, "disagreements": 12 },
          "probes": [
            { "name": "layer1.0", "share": 0.5, "agreement": 0.98 },
            { "name": "gone", "share": 0.25, "agreement": null }
          ]
        }
        """;

    [Fact]
    public void What_has_changed_is_said_figure_by_figure()
    {
        var now = Evaluate();
        var before = now with
        {
            MacsSaved = now.MacsSaved - 0.125, Agreement = 0.5, AccuracyFull = 0.5, AccuracyCached = 0.25,
            MillisecondsCached = now.MillisecondsCached + 1,
            Probes = [now.Probes[0] with { Share = 0.125 }, .. now.Probes.Skip(1).Select(probe => probe with { Share = 0 })],
        };
        var c = EvaluationComparison.Of(now, EvaluationReport.FromJson(before.ToJson()), "old.json");
        Assert.Equal(("old.json", before.Origin!.Date), (c.Baseline, c.Date));
        Assert.Empty(c.Notes);
        Assert.Equal(0.125, c.Shares.Single(f => f.Name == "multiply-accumulates saved").Change!.Value, 12);
        Assert.Equal((0.5, now.Agreement), Of(c.Shares, "agreement with the full network"));
        Assert.Equal((0.25, now.AccuracyCached), Of(c.Shares, "accuracy, caches on"));
        Assert.Equal(-1, c.Milliseconds.Single(f => f.Name == "an image, caches on").Change!.Value, 9);
        Assert.Equal((before.Latency!.Cached.P99, now.Latency!.Cached.P99), Of(c.Milliseconds, "99th percentile, caches on"));
        Assert.Equal((0.125, now.Probes[0].Share), Of(c.Exits, now.Probes[0].Name));
        Assert.Equal((0.875, 1 - now.Probes.Sum(probe => probe.Share)), Of(c.Exits, Prediction.End));
    }

    [Fact]
    public void The_first_form_of_reports_is_a_baseline_too()
    {
        var now = Evaluate(labels: false);
        var c = EvaluationComparison.Of(now, EvaluationReport.FromJson(First), "old.json");
        Assert.Null(c.Date);
        Assert.Contains(c.Notes, note => note.Contains("does not say which images", StringComparison.Ordinal));
        Assert.Contains(c.Notes, note => note.Contains("which model", StringComparison.Ordinal));
        Assert.Contains(c.Notes, note => note.Contains("which machine", StringComparison.Ordinal));
        Assert.Equal((0.25, now.MacsSaved), Of(c.Shares, "multiply-accumulates saved"));
        Assert.DoesNotContain(c.Shares, figure => figure.Name.StartsWith("accuracy", StringComparison.Ordinal));
        Assert.Equal((null, now.Latency!.Cached.P99), Of(c.Milliseconds, "99th percentile, caches on"));
        Assert.Equal((0.25, null), Of(c.Exits, "gone"));
        Assert.Equal(0.25, c.Exits.Single(f => f.Name == Prediction.End).Before);
    }

    [Fact]
    public void Other_images_are_refused()
    {
        var now = Evaluate();
        Refused(now with { Images = 299, Data = now.Data! with { Images = 299 } }, "299 images", "these are 300");
        var other = EvaluatedData.Of(new ColourImages(300, 4), fixture.Load().Plan, null);
        Assert.NotEqual(now.Data!.Pixels, other.Pixels);
        var before = now with { Data = now.Data with { Pixels = other.Pixels } };
        Refused(before, "as many other images", other.Pixels[..12], now.Data.Pixels[..12]);

        void Refused(EvaluationReport earlier, params string[] words)
        {
            var error = Assert.Throws<FreezeException>(() => EvaluationComparison.Of(now, earlier, "old\n.json")).Message;
            foreach (var word in words) Assert.Contains(word, error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
        }
    }

    [Fact]
    public void Whatever_else_differs_is_said_plainly()
    {
        var now = Evaluate();
        var before = now with
        {
            Data = now.Data! with { Labels = "other" },
            Model = now.Model! with { Name = "another", Weights = "other" },
            Origin = now.Origin! with { Processor = "Old CPU", Threads = 7 },
        };
        var c = EvaluationComparison.Of(now, before, "old.json");
        Assert.Contains("The images carry other labels than the baseline's, so accuracies are not compared.", c.Notes);
        Assert.Contains("The network has other weights than the baseline's.", c.Notes);
        Assert.Contains(c.Notes, note => note.Contains("another model, another", StringComparison.Ordinal));
        var measured = $"processor Old CPU, now {now.Origin.Processor}; threads 7, now {now.Origin.Threads}.";
        Assert.Contains("Milliseconds were measured otherwise: " + measured, c.Notes);
        Assert.Equal((null, now.AccuracyCached), Of(c.Shares, "accuracy, caches on"));
        var layers = EvaluationComparison.Of(now, now with { Model = now.Model with { Structure = "" } }, "").Notes;
        Assert.Contains("other layers", Assert.Single(layers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"images\":1}")]
    [InlineData("<html>\n<body>")]
    public void What_is_no_report_gets_one_line(string json) => Refused(json, "not an evaluation report", "onnx2cs evaluate --json");

    [Theory]
    [InlineData("\"images\": 300", "\"images\": 0", "0 images")]
    [InlineData("\"images\": 300", "\"images\": -300", "-300 images")]
    [InlineData("\"images\": 300", "\"images\": 1e99", "not an evaluation report")]
    [InlineData("\"agreement\": 0.99", "\"agreement\": 1e999", "not a share")]
    [InlineData("\"agreement\": 0.99", "\"agreement\": -1", "not a share")]
    [InlineData("\"agreement\": 0.99", "\"agreement\": \"NaN\"", "not an evaluation report")]
    [InlineData("\"macsSaved\": 0.25", "\"macsSaved\": -1e999", "multiply-accumulates")]
    [InlineData("\"macsSaved\": 0.25", "\"macsSaved\": 1.5", "multiply-accumulates")]
    [InlineData("\"millisecondsFull\": 0.5", "\"millisecondsFull\": -0.5", "milliseconds")]
    [InlineData("\"accuracyFull\": null", "\"accuracyFull\": 0.5", "one accuracy without")]
    [InlineData("\"name\": \"gone\"", "\"name\": null", "not an evaluation report")]
    [InlineData("\"name\": \"gone\"", "\"name\": \"layer1.0\"", "twice")]
    [InlineData("\"share\": 0.5", "\"share\": 5", "layer1.0")]
    [InlineData("\"share\": 0.5", "\"share\": 1", "more images left")]
    [InlineData("{ \"name\": \"gone\", \"share\": 0.25, \"agreement\": null }", "null", "probes is broken")]
    [InlineData("\"risk\": 0.1", "\"risk\": 2", "certificate")]
    [InlineData("\"disagreements\": 12", "\"disagreements\": 1200", "certificate")]
    [InlineData("\"images\": 300", "\"format\": 3, \"images\": 300", "format 3")]
    [InlineData("\"images\": 300", "\"format\": -1, \"images\": 300", "format is -1")]
    [InlineData("\"images\": 300", "\"classes\": [null], \"images\": 300", "list of classes")]
    [InlineData("{\n", "{ \"data\": {\"images\": 3, \"pixels\": \"\", \"name\": null, \"labels\": null},", "3 images")]
    [InlineData("{\n", "{ \"data\": {\"images\": 300, \"pixels\": null, \"name\": \"\", \"labels\": \"\"},", "pixels")]
    [InlineData("\"images\": 300", "\"origin\": {}, \"images\": 300", "not an evaluation report")]
    public void Figures_that_make_no_sense_are_named(string was, string becomes, string words)
    {
        var json = First.Replace(was, becomes, StringComparison.Ordinal);
        Assert.NotEqual(First, json);
        Refused(json, words);
    }

    [Fact]
    public void A_report_that_is_deep_or_endless_is_refused()
    {
        Refused(string.Concat(Enumerable.Repeat("{\"x\":", 100_000)), "not an evaluation report");
        Refused(new string(' ', (16 << 20) + 1), "larger than 16 MB");
    }

    [Fact]
    public void Unknown_keys_are_passed_over() =>
        Assert.Equal(300, EvaluationReport.FromJson(First.Replace("{\n", "{ \"weather\": [1],", StringComparison.Ordinal)).Images);

    [Fact]
    public void A_file_is_named_in_its_error()
    {
        var path = Path.Combine(fixture.Folder, "broken.json");
        Assert.Contains("broken.json' does not exist", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(path, "{");
        Assert.Contains("broken.json': This is not", Refusal(), StringComparison.Ordinal);
        File.WriteAllText(path, First);
        Assert.Equal(0.25, EvaluationReport.Load(path).MacsSaved);

        string Refusal() => Assert.Throws<FreezeException>(() => EvaluationReport.Load(path)).Message;
    }

    private static void Refused(string json, params string[] words)
    {
        var error = Assert.Throws<FreezeException>(() => EvaluationReport.FromJson(json)).Message;
        foreach (var word in words) Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.InRange(error.Length, 1, 600);
    }

    private static (double?, double?) Of(IReadOnlyList<ComparedFigure> figures, string name)
    {
        var figure = figures.Single(f => f.Name == name);
        return (figure.Before, figure.Now);
    }

    private EvaluationReport Evaluate(bool labels = true)
    {
        using var model = fixture.Load();
        var caches = new CacheFitter(model, new FitOptions { Risk = 0.1 }).Fit(new ColourImages(800, 1), new ColourImages(600, 2)).Caches;
        int[]? truth = labels ? [.. Enumerable.Range(0, 300).Select(i => i % 4)] : null;
        return new Evaluator(model, caches).Evaluate(new ColourImages(300, 3), truth);
    }
}
