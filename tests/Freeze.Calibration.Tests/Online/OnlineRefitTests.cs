using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Online;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Online;

public sealed class OnlineRefitTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    /// <summary>
    /// Without caches every request is a miss. New caches learn from them, prove themselves in the shadow, are taken, keep the risk on images that
    /// they have not seen, and lie in the folder.
    /// </summary>
    [Fact]
    public void A_model_without_caches_grows_some_that_keep_the_risk()
    {
        const double Risk = 0.05;
        using var folder = new TinyModelFixture();
        using var model = folder.Load();
        using var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = Risk, Requests = 400, HiddenUnits = 0, Folder = folder.Folder });
        Feed(model, refit, new ColourImages(4000, 1));
        var report = refit.Report;
        Assert.Null(report.Error);
        Assert.True(report.Taken >= 1, $"{report}");
        var certificate = model.Caches!.Certificate!;
        Assert.Equal((Risk, BoundMethod.AnytimeValid), (certificate.Risk, certificate.Method));
        Assert.True(certificate.Bound <= Risk && certificate.Images >= 3.7 / Risk);

        var (early, wrong) = Compare(model, new ColourImages(2000, 2));
        Assert.True(early > 200, $"{early} left early");

        // The risk and four standard deviations of 2,000 images.
        Assert.InRange(wrong, 0, 2000 * Risk + 4 * Math.Sqrt(2000 * Risk));
        using var again = folder.Load();
        Assert.Equal(certificate.Thresholds, again.Caches!.Certificate!.Thresholds);
    }

    /// <summary>A folder in the file's place stands for a disk that is full for a while.</summary>
    [Fact]
    public void Caches_that_could_not_be_saved_are_saved_later()
    {
        using var folder = new TinyModelFixture();
        using var model = folder.Load();
        var path = Path.Combine(folder.Folder, model.Plan.Name + ".cache.safetensors");
        Directory.CreateDirectory(path);
        using var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Requests = 400, HiddenUnits = 0, Folder = folder.Folder });
        Feed(model, refit, new ColourImages(4000, 1));
        Assert.True(refit.Report.Taken >= 1, $"{refit.Report}");
        Assert.StartsWith($"{path}: ", refit.Report.Error, StringComparison.Ordinal);
        Directory.Delete(path);
        refit.Wait();
        using var again = folder.Load();
        Assert.Equal(model.Caches!.Certificate!.Thresholds, again.Caches!.Certificate!.Thresholds);
    }

    /// <summary>Caches that are always wrong are switched off by audits; refitted ones take their place.</summary>
    [Fact]
    public void After_an_alarm_refitted_caches_take_over()
    {
        using var model = FrozenModel.Load<TinyModel>(fixture.Folder, new() { Audit = new AuditOptions { Share = 0.3, Risk = 0.05 } });
        var fitted = new CacheFitter(model, new FitOptions { Risk = 0.05, Kind = CacheKind.Centroids })
            .Fit(new ColourImages(400, 3), new ColourImages(400, 4)).Caches;
        ProbeCache?[] wrong = [.. fitted.Probes.Select(cache => cache is CentroidCache c ? Confuse(c) : null)];
        model.UseCaches(new CacheSet { Weights = model.Weights, Probes = wrong });
        using var refit = new OnlineRefit(model, new OnlineRefitOptions { Requests = 400, HiddenUnits = 0 });
        var alarms = 0;
        model.PromiseChanged += (_, _) => alarms++;
        Feed(model, refit, new ColourImages(5000, 5));
        Assert.True(alarms > 0);
        Assert.True(refit.Report.Taken >= 1, $"{refit.Report}");
        Assert.NotNull(model.Caches!.Certificate);
        var (early, differ) = Compare(model, new ColourImages(1000, 6));
        Assert.True(early > 100, $"{early} left early");
        Assert.InRange(differ, 0, 80);
    }

    [Fact]
    public void Disposing_ends_the_thread_and_the_model_goes_on()
    {
        using var model = fixture.Load();
        var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Requests = 100, HiddenUnits = 0 });
        var image = new byte[192];
        model.Predict(image);
        Assert.Equal(1, refit.Report.Kept);
        refit.Dispose();
        refit.Dispose();
        model.Predict(image);
        Assert.Equal(1, refit.Report.Kept);
        Assert.Throws<FreezeException>(() => new OnlineRefit(model));
        Assert.Throws<FreezeException>(() => new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Folder = "/does/not/exist" }));
    }

    /// <summary>What was not looked up in the shadow must not speak for it.</summary>
    [Fact]
    public void A_pass_that_began_before_the_shadow_does_not_count_for_it()
    {
        using var model = fixture.Load();
        using var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Requests = 100, HiddenUnits = 0 });
        var before = refit.Begin();
        Feed(model, refit, new ColourImages(100, 7));
        var during = refit.Begin();
        Assert.NotNull(during);
        Assert.Equal((1, 0L), (refit.Report.Fits, refit.Report.ShadowRequests));
        refit.Passed(before, 1000, 0);
        Assert.Equal(0, refit.Report.ShadowRequests);
        refit.Passed(during, 10, 0);
        Assert.Equal(10, refit.Report.ShadowRequests);
    }

    /// <summary>
    /// Hits are seen by the coin of the audits alone, so proving takes as much longer: 700 requests are many at 5 %, few at 5 % of a tenth.
    /// </summary>
    [Fact]
    public void A_trial_that_sees_a_tenth_of_the_hits_is_not_given_up_early()
    {
        using var model = fixture.Load();
        using var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Requests = 100, HiddenUnits = 0 });
        Feed(model, refit, new ColourImages(100, 7));
        var pass = refit.Begin();
        Assert.NotNull(pass);
        var pooled = new float[refit.Grids.Sum(grid => 16 * grid * grid)];
        refit.Saw(pass, new WatchedRequest { Pooled = pooled, Outputs = new float[4], Class = 3, Exit = 0, IsHit = true, Share = 0.1 });
        refit.Passed(pass, 700, 700);
        refit.Wait();
        Assert.Equal((0, 0, 700L), (refit.Report.Taken, refit.Report.GivenUp, refit.Report.ShadowRequests));
        Assert.InRange(refit.Report.ShadowBound, 0.05, 0.2);
        refit.Passed(pass, 6000, 6000);
        refit.Wait();
        Assert.Equal(0, refit.Report.ShadowRequests);
        Assert.Equal(1, refit.Report.Taken + refit.Report.GivenUp);
    }

    /// <summary>Four threads go on predicting while refits begin and end.</summary>
    [Fact]
    public async Task Predictions_under_way_do_not_mind_that_refitting_ends()
    {
        using var model = fixture.Load();
        var (stop, predictions) = (false, 0);
        var predicting = Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var (images, pixels, results) = (new ColourImages(200, seed), new byte[20 * 192], new Prediction[20]);
            for (var i = 0; !Volatile.Read(ref stop); i = (i + 20) % 200)
            {
                for (var k = 0; k < 20; k++) images.Read(i + k, pixels.AsSpan(k * 192, 192));
                model.Predict(pixels, results);
                Interlocked.Add(ref predictions, 20);
            }
        })).ToArray();
        for (var round = 0; round < 25; round++)
        {
            using var refit = new OnlineRefit(model, new OnlineRefitOptions { Risk = 0.05, Requests = 100, HiddenUnits = 0 });
            var enough = Volatile.Read(ref predictions) + 200 + round;
            SpinWait.SpinUntil(() => Volatile.Read(ref predictions) >= enough || Array.Exists(predicting, task => task.IsCompleted));
        }

        Volatile.Write(ref stop, true);
        await Task.WhenAll(predicting);
        Assert.True(predictions >= 25 * 200);
    }

    private static CentroidCache Confuse(CentroidCache c) => new()
    {
        Grid = c.Grid, Projection = c.Projection, Offset = c.Offset, Centroids = c.Centroids, Classes = [.. c.Classes.Select(k => (k + 1) % 4)],
        Threshold = 0.3f, Slope = c.Slope, Intercept = c.Intercept,
    };

    private static void Feed(TinyModel model, OnlineRefit refit, ColourImages images)
    {
        var image = new byte[192];
        for (var i = 0; i < images.Count; i++)
        {
            images.Read(i, image);
            model.Predict(image);
            if (i % 100 == 99) refit.Wait();
        }
    }

    private static (int Early, int Wrong) Compare(TinyModel model, ColourImages images)
    {
        var (early, wrong, image, outputs) = (0, 0, new byte[192], new float[4]);
        for (var i = 0; i < images.Count; i++)
        {
            images.Read(i, image);
            var answer = model.Predict(image);
            model.Observe(image, 1, [0, 0], (_, _, _) => { }, outputs);
            if (answer.IsEarly) early++;
            if (answer.Class != Array.IndexOf(outputs, outputs.Max())) wrong++;
        }

        return (early, wrong);
    }
}
