using Freeze.Caching;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Statistics;

namespace Freeze.Calibration.Tests.Fitting;

/// <summary>Copies of calibration images are no evidence.</summary>
public class CopiesTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    public void Every_image_three_times_gives_the_same_caches_and_the_same_certificate(CacheKind kind)
    {
        using var model = fixture.Load();
        var options = new FitOptions { Risk = 0.03, Kind = kind, Seed = 3, Epochs = 3 };
        var once = Fit(new ColourImages(700, 2));
        var inTurn = Fit(new Repeated(new ColourImages(700, 2), 2100, i => i / 3));
        var afterAll = Fit(new Repeated(new ColourImages(700, 2), 2100, i => i % 700));
        Assert.NotNull(once.Certificate);
        Assert.Equal((560, 700, 700), Counts(once));
        foreach (var copied in new[] { inTurn, afterAll })
        {
            Assert.Equal((560, 2100, 700), Counts(copied));
            Assert.Equivalent(once.Certificate, copied.Certificate! with { CalibrationImages = 700 }, strict: true);
            Assert.Equivalent(once.Caches.Probes, copied.Caches.Probes, strict: true);
            Assert.Equivalent(once.Probes, copied.Probes, strict: true);
        }

        FitResult Fit(IImageSet calibration) => new CacheFitter(model, options).Fit(new ColourImages(500, 1), calibration);

        static (int, int?, int?) Counts(FitResult result) =>
            (result.Certificate!.Images, result.Certificate.CalibrationImages, result.Certificate.DistinctImages);
    }

    [Fact]
    public void Copies_certify_nothing_that_their_images_could_not()
    {
        // 300 images certify 1.25 % at best (240 of them, none different); 3,000 would certify 0.5 %.
        using var model = fixture.Load();
        var result = new CacheFitter(model, new FitOptions { Risk = 0.005, Epochs = 1 })
            .Fit(new ColourImages(200, 1), new Repeated(new ColourImages(300, 2), 3000, i => i / 10));
        Assert.Null(result.Certificate);
        Assert.InRange(result.Tightest!.Value, Binomial.UpperBound(0, 240, 0.95), 1);
        Assert.Contains("(240 distinct images certify, confidence 95%)", result.Explanation, StringComparison.Ordinal);
        Assert.Contains("Of the 3000 calibration images 300 are distinct, and copies are no", result.Explanation, StringComparison.Ordinal);
        Assert.Contains("takes at least 747 distinct calibration images", result.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_alone_are_too_few()
    {
        using var model = fixture.Load();
        var error = Assert.Throws<FreezeException>(() =>
            new CacheFitter(model).Fit(new ColourImages(50, 1), new Repeated(new ColourImages(4, 2), 4000, i => i % 4)));
        Assert.Contains("at least five distinct images, but there are 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_custom_unit_is_distinct_too()
    {
        using var model = fixture.Load();
        var options = new FitOptions { Risk = 0.1, Epochs = 1, SamplingUnit = "frame" };
        var result = new CacheFitter(model, options).Fit(new ColourImages(300, 1), new ColourImages(300, 2));
        Assert.Equal("distinct frame", result.Certificate!.SamplingUnit);
    }

    [Fact]
    public void Counts_of_the_calibration_set_are_kept_in_the_file_and_older_files_have_none()
    {
        using var model = fixture.Load();
        var caches = new CacheFitter(model, new FitOptions { Risk = 0.1, Epochs = 1 })
            .Fit(new ColourImages(300, 1), new Repeated(new ColourImages(300, 2), 600, i => i % 300)).Caches;
        var path = Path.Combine(fixture.Folder, "copies.bin");
        caches.Save(path, model.Plan);
        Assert.Equivalent(caches.Certificate, CacheSet.Load(path, model.Plan).Certificate, strict: true);

        var old = caches.Certificate! with { CalibrationImages = null, DistinctImages = null, SamplingUnit = "image" };
        new CacheSet { Probes = caches.Probes, Weights = caches.Weights, Certificate = old }.Save(path, model.Plan);
        Assert.Equivalent(old, CacheSet.Load(path, model.Plan).Certificate, strict: true);
    }

    [Theory]
    [InlineData(0.01, 0.95)]
    [InlineData(0.003, 0.95)]
    [InlineData(0.1, 0.9)]
    [InlineData(0.5, 0.99)]
    [InlineData(0.9, 0.5)]
    [InlineData(0.0001, 0.999)]
    public void The_number_of_images_that_is_asked_for_is_the_least_that_can_do(double risk, double confidence)
    {
        var images = (int)CalibrationNeed.Images(risk, confidence);
        Assert.InRange(CalibrationNeed.Tightest(images, confidence), 0, risk);
        if (images > 5) Assert.True(CalibrationNeed.Tightest(images - 1, confidence) > risk);

        // By hand: a fifth of n orders thresholds, and (1 - risk)^m may be at most 1 - confidence for the m others.
        var byHand = Enumerable.Range(5, 1_000_000).First(n => (n - n / 5) * Math.Log(1 - risk) <= Math.Log(1 - confidence) + 1e-12);
        Assert.Equal(byHand, images);
    }

    [Fact]
    public void Numbers_beyond_all_images_are_no_overflow()
    {
        Assert.InRange(CalibrationNeed.Images(1e-300, 0.95), 1_000_000_000_000, long.MaxValue);
        Assert.Equal(1, CalibrationNeed.Tightest(4, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationNeed.Images(0, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationNeed.Images(0.01, 1));
    }

    private sealed class Repeated(IImageSet images, int count, Func<int, int> of) : IImageSet
    {
        public int Count => count;

        public void Read(int index, Span<byte> rgb) => images.Read(of(index), rgb);
    }
}
