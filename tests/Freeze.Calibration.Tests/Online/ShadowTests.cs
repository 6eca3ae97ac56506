using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Calibration.Learned;
using Freeze.Calibration.Online;
using Freeze.Calibration.Tests.Fitting;

namespace Freeze.Calibration.Tests.Online;

public sealed class ShadowTests(TinyModelFixture fixture) : IClassFixture<TinyModelFixture>
{
    /// <summary>Two sets of thresholds, one trial: each counts what the model answers once it has the caches with that set.</summary>
    [Fact]
    public void What_is_counted_in_the_shadow_is_what_the_caches_do_later()
    {
        const int Images = 300;
        using var model = fixture.Load();
        var fitter = new CacheFitter(model, new FitOptions { Risk = 0.2, HiddenUnits = 0 });
        var fitted = fitter.Fit(new ColourImages(400, 3), new ColourImages(400, 4)).Caches;
        ProbeCache?[] caches = [.. fitted.Probes];
        Assert.NotNull(caches[0]);
        int[] lengths = [.. caches.Select(cache => cache?.PooledLength ?? 0)];
        var shadow = new Shadow(model.Plan, new ShadowPlan(caches, [[0.99f, 0.9f], [0.4f, 0.3f]]), null, lengths, 0.05);
        model.Watch(new Forward(shadow, [.. caches.Select(cache => cache?.Grid ?? 0)]));
        var (image, truth) = (new byte[192], new int[Images]);
        var images = new ColourImages(Images, 8);
        for (var i = 0; i < Images; i++) truth[i] = Predict(i).Class;
        model.Watch(null);

        // The bolder set saves more, and a bound of 0.9 lets both pass; 300 requests cannot show a millionth.
        Assert.Equal((1, -1), (shadow.Best(0.9), shadow.Best(1e-6)));
        for (var rung = 0; rung < 2; rung++)
        {
            var set = shadow.Certify(rung, model, new OnlineRefitOptions(), 0.9);
            model.UseCaches(set);
            var answers = Enumerable.Range(0, Images).Select(Predict).ToArray();
            var differ = Enumerable.Range(0, Images).Count(i => answers[i].Class != truth[i]);
            Assert.Equal((Images, differ), (set.Certificate!.Images, set.Certificate.Disagreements));
            Assert.True(set.Certificate.Bound * Images > differ);
            Assert.Contains(answers, answer => answer.IsEarly);
        }

        Prediction Predict(int i)
        {
            images.Read(i, image);
            return model.Predict(image);
        }
    }

    /// <summary>When the oldest requests have given way to new ones, the order is still that of their arrival.</summary>
    [Fact]
    public void Kept_requests_are_in_order_though_the_oldest_gave_way()
    {
        using var model = fixture.Load();
        var shapes = PredictorShape.Choose(model.Plan, null, 0);
        var (kept, length) = (new KeptRequests(model.Plan, shapes, 100), shapes.Sum(shape => 16 * shape.Grid * shape.Grid));
        for (var i = 0; i < 130; i++) kept.Add(new WatchedRequest { Pooled = new float[length], Outputs = new float[4], Class = i });
        Assert.Equal(Enumerable.Range(30, 100), kept.InOrder().Select(row => kept.Network[row]));
    }

    private sealed class Forward(Shadow shadow, IReadOnlyList<int> grids) : IPassWatcher
    {
        public IReadOnlyList<int> Grids => grids;

        public object? Begin() => shadow;

        public void Passed(object? pass, int requests, int hits) => shadow.Passed(requests, hits);

        public void Saw(object? pass, in WatchedRequest request) => shadow.Saw(request);
    }
}
