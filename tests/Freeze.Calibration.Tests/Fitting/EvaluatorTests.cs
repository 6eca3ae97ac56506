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
            [
                "images", "agreement", "accuracyFull", "accuracyCached", "accuracyNote", "leftOut", "macsSaved", "millisecondsFull",
                "millisecondsCached", "certificate", "probes", "format", "origin", "model", "data", "latency", "classes", "confusion",
                "differences", "comparison",
            ],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["risk", "confidence", "images", "disagreements"], json.RootElement.GetProperty("certificate").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["name", "share", "agreement"], json.RootElement.GetProperty("probes")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("accuracyFull").ValueKind);
        Assert.Equal("the images came without labels", json.RootElement.GetProperty("accuracyNote").GetString());
        Assert.Null(new Evaluator(model, fitted.Caches).Evaluate(new ColourImages(2, 3), [0, 1]).AccuracyNote);
        Assert.Equal(report.ToJson(), EvaluationReport.FromJson(report.ToJson()).ToJson());
    }

    [Fact]
    public void It_says_when_where_and_of_what_it_was_made()
    {
        using var model = fixture.Load();
        var before = DateTimeOffset.UtcNow;
        var report = new Evaluator(model, batch: 3).Evaluate(new ColourImages(30, 3), [.. Enumerable.Repeat(1, 30)]);
        Assert.InRange(report.Origin!.Date, before, DateTimeOffset.UtcNow);
        Assert.Matches(@"^\d+\.\d+\.\d+", report.Origin.Version);
        Assert.NotEmpty(report.Origin.Processor);
        Assert.Equal((Environment.ProcessorCount, model.Threads, 3), (report.Origin.Cores, report.Origin.Threads, report.Origin.Batch));
        Assert.Equal((model.Weights, model.Plan.Structure, 0L), (report.Model!.Weights, report.Model.Structure, report.Model.CacheBytes));
        Assert.Equal((2, 2), (report.Format, EvaluationReport.CurrentFormat));

        // Ten calls; each kind is measured once.
        Assert.Equal(10, report.Latency!.Calls);
        Assert.InRange(report.Latency.Full.P50, 1e-6, report.Latency.Full.P99);
    }

    [Fact]
    public void Images_and_labels_are_known_by_their_hashes()
    {
        using var model = fixture.Load();
        EvaluatedData Of(int count, int seed, params int[]? labels) => EvaluatedData.Of(new ColourImages(count, seed), model.Plan, labels);
        var data = Of(3, 1, 0, 1, 2);
        Assert.Equal(data, Of(3, 1, 0, 1, 2));
        Assert.NotEqual(data.Pixels, Of(3, 2, 0, 1, 2).Pixels);
        Assert.NotEqual(data.Pixels, Of(2, 1, 0, 1).Pixels);
        Assert.Equal(data.Pixels, Of(3, 1, 0, 1, 1).Pixels);
        Assert.NotEqual(data.Labels, Of(3, 1, 0, 1, 1).Labels);
        Assert.Null(Of(3, 1, null).Labels);

        // The hash of the bytes themselves.
        var pixels = new byte[3 * model.Plan.Input.Values];
        for (var i = 0; i < 3; i++) new ColourImages(3, 1).Read(i, pixels.AsSpan(i * model.Plan.Input.Values, model.Plan.Input.Values));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pixels)), data.Pixels);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1000)]
    public void Classes_and_confusions_are_counted_and_bounded(int classes)
    {
        const int Count = 5000;
        var random = new Random(classes);
        int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(classes))];
        Prediction[] full = [.. labels.Select(label => Answer(random.Next(4) > 0 ? label : random.Next(classes)))];
        Prediction Early() => Answer(random.Next(classes)) with { IsEarly = true, Score = random.NextSingle() };
        Prediction[] cached = [.. full.Select(p => random.Next(9) > 0 ? p : Early())];
        using var model = fixture.Load();
        var (plan, last) = (model.Plan, model.Plan.Layers[^1]);
        plan = new(
            "many", plan.Input, [.. plan.Layers.SkipLast(1), last with { Output = new(classes, 1, 1) }], [.. plan.Probes], [], plan.Arena,
            "many");
        var breakdown = new EvaluationBreakdown(plan, full, cached, labels);
        Assert.All(breakdown.Classes(), c =>
        {
            int N(Func<int, bool> where) => Enumerable.Range(0, Count).Count(where);
            Assert.Equal((N(i => full[i].Class == c.Class), N(i => labels[i] == c.Class)), (c.Answered, c.Images));
            Assert.Equal(N(i => full[i].Class == c.Class && cached[i].Class == c.Class), c.Agree);
            Assert.Equal(N(i => full[i].Class == c.Class && cached[i].IsEarly), c.Early);
            Assert.Equal(N(i => labels[i] == c.Class && full[i].Class == c.Class), c.RightFull);
            Assert.Equal(N(i => labels[i] == c.Class && cached[i].Class == c.Class), c.RightCached);
        });

        var confusion = breakdown.Confusion()!;
        Assert.Equal(full.Where((p, i) => p.Class != labels[i]).Count(), confusion.Pairs.Sum(p => p.Full) + confusion.OtherFull);
        Assert.Equal(cached.Where((p, i) => p.Class != labels[i]).Count(), confusion.Pairs.Sum(p => p.Cached) + confusion.OtherCached);
        Assert.All(confusion.Pairs, p => Assert.Equal(
            (Enumerable.Range(0, Count).Count(i => labels[i] == p.Truth && full[i].Class == p.Answer),
                Enumerable.Range(0, Count).Count(i => labels[i] == p.Truth && cached[i].Class == p.Answer)), (p.Full, p.Cached)));
        Assert.Equal(confusion.Pairs.Select(p => p.Cached).OrderDescending(), confusion.Pairs.Select(p => p.Cached));
        Assert.Equal(classes == 4 ? 12 : EvaluationBreakdown.MostPairs, confusion.Pairs.Count);
        Assert.Equal(classes > 4, confusion.OtherPairs > 0);

        var differences = breakdown.Differences(new ColourImages(Count, 1));
        Assert.Equal(Enumerable.Range(0, Count).Count(i => full[i].Class != cached[i].Class), differences.Count);
        Assert.Equal(Math.Min(differences.Count, EvaluationBreakdown.MostImages), differences.Images.Count);
        Assert.Equal(differences.Count - differences.Images.Count, differences.Others);
        float[] surest = [.. differences.Images.Select(image => image.Agreement)];
        Assert.Equal(surest.OrderDescending(), surest);

        static Prediction Answer(int c) => new(c, $"{c}", Prediction.End, 2, IsEarly: false, 0.5f);
    }

    [Fact]
    public void Refuses_no_images_and_labels_that_do_not_match()
    {
        using var model = fixture.Load();
        Assert.Throws<FreezeException>(() => new Evaluator(model).Evaluate(new ColourImages(0, 1)));
        Assert.Throws<FreezeException>(() => new Evaluator(model).Evaluate(new ColourImages(3, 1), [1, 2]));
        var error = Assert.Throws<FreezeException>(() => new Evaluator(model).Evaluate(new ColourImages(3, 1), [1, 2, 4])).Message;
        Assert.Equal("Image 2 has label 4, but the model has classes 0 to 3.", error);
    }
}
