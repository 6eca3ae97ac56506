using Freeze.Caching;
using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Tests.Fitting;

public class CacheFitterTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    private static readonly FitOptions s_options = new() { Risk = 0.03, Seed = 1 };

    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    [InlineData(CacheKind.Auto)]
    public void Fits_certifies_and_keeps_the_promise_on_other_images(CacheKind kind)
    {
        using var model = fixture.Load();
        var result = new CacheFitter(model, s_options with { Kind = kind }).Fit(new ColourImages(1500, 1), new ColourImages(2000, 2));
        Assert.NotNull(result.Certificate);
        Assert.Null(result.Explanation);
        Assert.Same(result.Certificate, result.Caches.Certificate);
        var certificate = result.Certificate;
        Assert.Equal((1600, 2000, 2000), (certificate.Images, certificate.CalibrationImages, certificate.DistinctImages));
        Assert.Equal("distinct image", certificate.SamplingUnit);
        Assert.Equal(Binomial.UpperBound(certificate.Disagreements, 1600, 0.95), certificate.Bound);
        Assert.InRange(certificate.Bound, 0, 0.03);
        Assert.Equal(model.Weights, certificate.Weights);
        Assert.Equal(result.Caches.Probes.Select(cache => cache?.Threshold ?? float.PositiveInfinity), certificate.Thresholds);
        Assert.Equal(["stem", "conv"], result.Probes.Select(probe => probe.Name));

        // Behind the second probe there is less work than a learned look-up would cost.
        var fitted = result.Probes.Where(probe => probe.Kind.Length > 0).ToArray();
        if (kind != CacheKind.Auto) Assert.All(fitted, probe => Assert.Equal(kind.ToString(), probe.Kind, ignoreCase: true));
        Assert.InRange(fitted.Length, kind == CacheKind.Centroids ? 2 : 1, 2);
        Assert.All(fitted, probe => Assert.InRange(probe.Agreement, 0.8, 1));
        Assert.True(result.Probes.Sum(probe => probe.ExitShare) > 0.3);

        var report = new Evaluator(model, result.Caches).Evaluate(new ColourImages(3000, 3));
        Assert.InRange(report.Agreement, 0.96, 1);
        Assert.True(report.Probes.Sum(probe => probe.Share) > 0.3);
        Assert.True(report.MacsSaved > 0);
        Assert.Null(model.Caches);
    }

    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    public void The_same_seed_gives_the_same_caches_on_any_number_of_threads(CacheKind kind)
    {
        using var model = fixture.Load();
        var one = new CacheFitter(model, s_options with { Kind = kind, Threads = 1 }).Fit(new ColourImages(300, 1), new ColourImages(500, 2));
        var many = new CacheFitter(model, s_options with { Kind = kind, Threads = 5 }).Fit(new ColourImages(300, 1), new ColourImages(500, 2));
        string a = Path.Combine(fixture.Folder, "one.bin"), b = Path.Combine(fixture.Folder, "many.bin");
        one.Caches.Save(a, model.Plan);
        many.Caches.Save(b, model.Plan);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));

        // What is written is what was fitted.
        var read = CacheSet.Load(a, model.Plan);
        Assert.Equivalent(one.Caches.Probes, read.Probes, strict: true);
        Assert.Equal(one.Certificate is null, read.Certificate is null);
    }

    [Fact]
    public void What_cannot_be_certified_is_said_and_stays_off()
    {
        using var model = fixture.Load();
        var result = new CacheFitter(model, new FitOptions { Risk = 0.01 }).Fit(new ColourImages(300, 1), new ColourImages(200, 2));
        Assert.Null(result.Certificate);
        Assert.NotNull(result.Explanation);
        Assert.StartsWith("Cannot be certified at 1%, the tightest is ", result.Explanation, StringComparison.Ordinal);
        Assert.InRange(result.Tightest!.Value, Binomial.UpperBound(0, 160, 0.95), 0.2);
        Assert.All(result.Caches.Probes, cache => Assert.False(cache?.IsOn ?? false));
        Assert.All(result.Probes, probe => Assert.Equal(0, probe.ExitShare));
    }

    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    public void A_network_that_always_says_the_same_gets_no_caches(CacheKind kind)
    {
        using var model = fixture.Load();
        var result = new CacheFitter(model, new FitOptions { Kind = kind }).Fit(new DarkImages(50), new DarkImages(50));
        Assert.All(result.Caches.Probes, Assert.Null);
        Assert.Null(result.Certificate);
        Assert.Contains("no probe tells the classes apart", result.Explanation, StringComparison.Ordinal);
        var report = new Evaluator(model, result.Caches).Evaluate(new DarkImages(3));
        Assert.Equal((1, 0), (report.Agreement, report.MacsSaved));
    }

    [Theory]
    [InlineData(CacheKind.Learned, "predictors")]
    [InlineData(CacheKind.Centroids, "projections and centroids")]
    public void Progress_comes_in_order_and_to_the_end(CacheKind kind, string work)
    {
        using var model = fixture.Load();
        var seen = new List<FitProgress>();
        new CacheFitter(model, s_options with { Kind = kind }).Fit(new ColourImages(70, 1), new ColourImages(50, 2), new Listener(seen));
        foreach (var stage in seen.GroupBy(p => p.Stage))
        {
            Assert.Equal(stage.Select(p => p.Done).Order(), stage.Select(p => p.Done));
            Assert.Equal(stage.Last().Total, stage.Last().Done);
        }

        Assert.Equal(
            ["equal calibration images", "fitting images", work, "calibration images", "thresholds and certificate"], seen.Select(p => p.Stage).Distinct());
    }

    [Fact]
    public void It_can_be_stopped_and_a_broken_image_ends_it()
    {
        using var model = fixture.Load();
        using var source = new CancellationTokenSource();
        var fitter = new CacheFitter(model, s_options);
        Assert.ThrowsAny<OperationCanceledException>(() => fitter.Fit(
            new ColourImages(500, 1) { Reading = i => { if (i == 100) source.Cancel(); } }, new ColourImages(50, 2), cancellation: source.Token));
        var error = Assert.Throws<FreezeException>(() => fitter.Fit(
            new ColourImages(500, 1) { Reading = i => { if (i == 100) throw new FreezeException("image 100 is broken"); } }, new ColourImages(50, 2)));
        Assert.Equal("image 100 is broken", error.Message);
    }

    [Fact]
    public void Too_many_images_are_drawn_from()
    {
        using var model = fixture.Load();
        var read = new List<int>();
        new CacheFitter(model, s_options with { FittingImages = 40 }).Fit(new ColourImages(400, 1) { Reading = read.Add }, new ColourImages(50, 2));
        Assert.Equal(40, read.Distinct().Count());
        Assert.True(read.Max() > 200);
    }

    [Fact]
    public void Senseless_requests_are_refused()
    {
        using var model = fixture.Load();
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Risk = 0 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Confidence = 1 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Views = 0 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { HiddenUnits = 17 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Epochs = 0 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { Kind = (CacheKind)7 }));
        Assert.Throws<FreezeException>(() => new CacheFitter(model).Fit(new ColourImages(1, 1), new ColourImages(50, 2)));
        Assert.Throws<FreezeException>(() => new CacheFitter(model).Fit(new ColourImages(50, 1), new ColourImages(4, 2)));
    }

    private sealed class Listener(List<FitProgress> seen) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => seen.Add(value);
    }

    private sealed class DarkImages(int count) : IImageSet
    {
        public int Count => count;

        // One faint pixel tells them apart.
        public void Read(int index, Span<byte> rgb)
        {
            rgb.Clear();
            rgb[index] = 1;
        }
    }
}
