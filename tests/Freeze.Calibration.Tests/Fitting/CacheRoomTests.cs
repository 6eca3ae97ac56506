namespace Freeze.Calibration.Tests.Fitting;

/// <summary>Caches in little room.</summary>
public class CacheRoomTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    [Theory]
    [InlineData(CacheKind.Learned, 20_000)]
    [InlineData(CacheKind.Learned, 9_000)]
    [InlineData(CacheKind.Centroids, 20_000)]
    [InlineData(CacheKind.Centroids, 12_000)]
    public void The_file_stays_below_the_limit_and_the_caches_still_work(CacheKind kind, int most)
    {
        using var model = fixture.Load();
        var options = new FitOptions { Risk = 0.1, Kind = kind };
        var path = Path.Combine(fixture.Folder, $"room-{kind}-{most}.bin");
        Fit(options).Caches.Save(path, model.Plan);
        var free = new FileInfo(path).Length;

        var result = Fit(options with { MaxBytes = most });
        result.Caches.Save(path, model.Plan);
        Assert.InRange(new FileInfo(path).Length, 1, Math.Min(most, free));
        Assert.NotNull(result.Certificate);
        Assert.True(result.Probes.Sum(probe => probe.ExitShare) > 0.2);

        FitResult Fit(FitOptions how) => new CacheFitter(model, how).Fit(new ColourImages(800, 1), new ColourImages(600, 2));
    }

    [Theory]
    [InlineData(CacheKind.Learned)]
    [InlineData(CacheKind.Centroids)]
    public void Room_for_nothing_is_refused(CacheKind kind)
    {
        using var model = fixture.Load();
        var fitter = new CacheFitter(model, new FitOptions { Kind = kind, MaxBytes = 1000 });
        var error = Assert.Throws<FreezeException>(() => fitter.Fit(new ColourImages(100, 1), new ColourImages(100, 2)));
        Assert.Contains("1000 bytes are too few for any cache of this network; the smallest takes about", error.Message, StringComparison.Ordinal);
        Assert.Throws<FreezeException>(() => new CacheFitter(model, new FitOptions { MaxBytes = 0 }));
    }
}
