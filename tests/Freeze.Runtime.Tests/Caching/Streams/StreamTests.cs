using Freeze.Caching;
using Freeze.Caching.Audits;
using Freeze.Caching.Streams;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Caching.Streams;

public sealed class StreamTests
{
    private static readonly byte[] s_known = TinyFolder.Pixels(100);
    private static readonly byte[] s_other = TinyFolder.Pixels(101);

    [Fact]
    public void A_prior_follows_the_stream_and_forgets()
    {
        var prior = new ClassPrior(10, 5);
        Assert.Equal(0, prior.LogRatio(3), 9);
        for (var i = 0; i < 5000; i++) prior.Add(3);

        // Five answers' worth of class 3 and one tenth of an answer's worth of each class.
        Assert.Equal(Math.Log(51.0 / 6), prior.LogRatio(3), 6);
        Assert.Equal(Math.Log(1.0 / 6), prior.LogRatio(4), 6);
        for (var i = 0; i < 50; i++) prior.Add(4);
        Assert.Equal(Math.Log(51.0 / 6), prior.LogRatio(4), 3);
    }

    [Fact]
    public void Recent_keys_compare_the_nearest_of_two_classes_and_replace_the_oldest()
    {
        var keys = new RecentKeys(3);
        Assert.Equal(-1, keys.Nearest([0, 0]).Class);
        keys.Add([0, 0], 1);
        Assert.Equal(-1, keys.Nearest([0, 0]).Class);
        keys.Add([4, 0], 2);
        Assert.Equal((1, MathF.Log(3)), keys.Nearest([1, 0]));
        Assert.Equal((2, 2f), keys.Nearest([4, 0]));
        keys.Add([9, 0], 2);
        keys.Add([8, 0], 2);
        Assert.Equal(-1, keys.Nearest([0, 0]).Class);
        Assert.Equal(-1, new RecentKeys(3).Nearest([float.NaN, 0]).Class);
    }

    /// <summary>
    /// A blend of two known images scores below the threshold: it leaves once its class has come often, not before, and not after another.
    /// </summary>
    [Fact]
    public void What_came_lately_lets_a_doubtful_image_leave()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        byte[] doubtful = [.. s_known.Zip(s_other, (a, b) => (byte)(0.62 * a + 0.38 * b))];
        var cache = TinyFolder.Exact(model, 0, 0.9f, (s_known, 3), (s_other, 1));
        var (guess, score) = cache.LookUp(TinyFolder.Pooled(model, doubtful, 0), new float[cache.KeyLength]);
        var (near, far) = guess == 3 ? (s_known, s_other) : (s_other, s_known);
        model.UseCaches(TinyFolder.Caches(model, cache.With((float)(score + 0.1), 10, -5), null));
        var options = new StreamOptions { PriorWeight = 1, RecentKeys = 0, Audit = new() { Share = 0, Risk = 0.1 } };
        var stream = model.CreateStream(options);
        Assert.Equal(Prediction.End, stream.Predict(doubtful).Exit);
        for (var i = 0; i < 30; i++) Assert.Equal("block1", stream.Predict(near).Exit);
        var early = stream.Predict(doubtful);
        Assert.Equal((guess, "block1"), (early.Class, early.Exit));
        Assert.True(early.Score > cache.Agreement(score));
        for (var i = 0; i < 30; i++) stream.Predict(far);
        Assert.Equal(Prediction.End, stream.Predict(doubtful).Exit);
        Assert.Equal(Prediction.End, model.Predict(doubtful).Exit);
    }

    [Fact]
    public void Audits_weaken_a_stream_that_is_wrong_and_at_last_its_model()
    {
        using var folder = new TinyFolder();
        using var plain = folder.Load();
        var truth = plain.Predict(s_known).Class;
        using var model = folder.Load();
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.9f, (s_known, (truth + 1) % 5), (s_other, truth)), null));
        var changes = new List<PromiseChange>();
        model.PromiseChanged += (_, change) => changes.Add(change.Change);
        var stream = model.CreateStream(new StreamOptions { RecentKeys = 0, Audit = new() { Share = 0.5, Risk = 0.05 } });
        for (var i = 0; i < 2000 && model.Caches!.Probes[0]!.IsOn; i++) stream.Predict(s_known);
        Assert.Equal(
            [PromiseChange.StreamWeakened, PromiseChange.StreamWeakened, PromiseChange.StreamWeakened, PromiseChange.SwitchedOff], changes);
        Assert.Equal(0, stream.Strength);
        Assert.Equal(Prediction.End, stream.Predict(s_known).Exit);
        Assert.Equal(AuditState.Off, stream.Audits!.State);
    }

    [Fact]
    public void Two_threads_at_once_are_refused_and_one_after_the_other_is_fine()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var stream = model.CreateStream();
        Exception? inside = null;
        model.Midway = () =>
        {
            model.Midway = null;
            inside = Record.Exception(() => stream.Predict(s_known));
        };
        var answer = stream.Predict(s_known);
        Assert.Contains("one thread at a time", Assert.IsType<InvalidOperationException>(inside).Message, StringComparison.Ordinal);
        Assert.Equal(model.Predict(s_known), answer);
        Assert.Equal(answer, stream.Predict(s_known));
        Assert.Throws<FreezeException>(() => stream.Predict(s_known.AsSpan(1)));
        Assert.Equal(answer, stream.Predict(TinyFolder.Normalise(s_known)));
    }

    [Fact]
    public void A_stream_needs_something_to_keep_and_options_that_make_sense()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Assert.Throws<FreezeException>(() => model.CreateStream(new StreamOptions { Memory = 0 }));
        Assert.Throws<FreezeException>(() => model.CreateStream(new StreamOptions { RecentKeys = -1 }));
        Assert.Throws<FreezeException>(() => model.CreateStream(new StreamOptions { Audit = new AuditOptions { Share = 2 } }));
        var stream = model.CreateStream();
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 0.9f, (s_known, 3), (s_other, 1)), null));
        Assert.Throws<FreezeException>(() => model.CreateStream());
        Assert.Contains("AuditOptions.Risk", Assert.Throws<FreezeException>(() => stream.Predict(s_known)).Message, StringComparison.Ordinal);
        Assert.Contains("AuditOptions.Risk", Assert.Throws<FreezeException>(() => stream.Predict(s_known)).Message, StringComparison.Ordinal);
    }
}
