using System.Text.Json;

namespace Freeze.Calibration.Tests.Fitting;

public class EvaluatorTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    public void Counts_what_really_happened(CacheKind kind)
    {
        using var model = fixture.Load();
        var fitted = new CacheFitter(model, new FitOptions { Kind = kind, Risk = 0.1 }).Fit(new ColourImages(800, 1), new ColourImages(600, 2));
        Assert.NotNull(fitted.Certificate);
        var images = new ColourImages(200, 3);
        int[] labels = [.. Enumerable.Repeat(1, 200)];
        var report = new Evaluator(model, fitted.Caches, batch: 7).Evaluate(images, labels);

        // The same by hand, one image at a time.
        var pixels = new byte[model.Plan.Input.Values];
        int agree = 0, right = 0, rightCached = 0;
        var exits = new int[3];
        long cost = 0;
        for (var i = 0; i < 200; i++)
        {
            images.Read(i, pixels);
            model.UseCaches(null);
            var full = model.Predict(pixels);
            model.UseCaches(fitted.Caches);
            var cached = model.Predict(pixels);
            if (full.Class == cached.Class) agree++;
            if (full.Class == 1) right++;
            if (cached.Class == 1) rightCached++;
            exits[cached.ProbeIndex]++;
            cost += cached.IsEarly ? model.Plan.MacsBefore(model.Plan.Probes[cached.ProbeIndex].AfterLayers) : model.Plan.Macs;
            for (var k = 0; k <= Math.Min(1, cached.ProbeIndex); k++)
                if (fitted.Caches.Probes[k] is { IsOn: true } cache) cost += cache.Macs(model.Plan.Probes[k].Shape);
        }

        Assert.Equal(agree / 200.0, report.Agreement);
        Assert.Equal(right / 200.0, report.AccuracyFull);
        Assert.Equal(rightCached / 200.0, report.AccuracyCached);
        Assert.Equal(exits[0] / 200.0, report.Probes[0].Share);
        Assert.Equal(exits[1] / 200.0, report.Probes[1].Share);
        Assert.Equal(1 - cost / (200.0 * model.Plan.Macs), report.MacsSaved, 12);
        Assert.True(report.MillisecondsFull > 0 && report.MillisecondsCached > 0);
        Assert.Same(fitted.Caches, model.Caches);
    }

    [Fact]
    public void Json_has_the_documented_keys_and_reads_back()
    {
        using var model = fixture.Load();
        var fitted = new CacheFitter(model, new FitOptions { Risk = 0.1 }).Fit(new ColourImages(500, 1), new ColourImages(400, 2));
        var report = new Evaluator(model, fitted.Caches).Evaluate(new ColourImages(30, 3));
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(
            ["images", "agreement", "accuracyFull", "accuracyCached", "accuracyNote", "leftOut", "macsSaved", "millisecondsFull",
                "millisecondsCached", "certificate", "probes"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["risk", "confidence", "images", "disagreements"], json.RootElement.GetProperty("certificate").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["name", "share", "agreement"], json.RootElement.GetProperty("probes")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("accuracyFull").ValueKind);
        Assert.Equal("the images came without labels", json.RootElement.GetProperty("accuracyNote").GetString());
        Assert.Null(new Evaluator(model, fitted.Caches).Evaluate(new ColourImages(2, 3), [0, 1]).AccuracyNote);
        Assert.Equal(report.ToJson(), EvaluationReport.FromJson(report.ToJson()).ToJson());
        Assert.Throws<FreezeException>(() => EvaluationReport.FromJson("null"));
        Assert.Throws<FreezeException>(() => EvaluationReport.FromJson("{}"));
        Assert.DoesNotContain('\n', Assert.Throws<FreezeException>(() => EvaluationReport.FromJson("{ f\n }")).Message);
    }

    [Fact]
    public void Refuses_no_images_and_labels_that_do_not_match()
    {
        using var model = fixture.Load();
        Assert.Throws<FreezeException>(() => new Evaluator(model).Evaluate(new ColourImages(0, 1)));
        Assert.Throws<FreezeException>(() => new Evaluator(model).Evaluate(new ColourImages(3, 1), [1, 2]));
    }
}
