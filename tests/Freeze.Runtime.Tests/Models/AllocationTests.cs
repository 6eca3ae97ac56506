namespace Freeze.Runtime.Tests.Models;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_warm_prediction_allocates_nothing(int threads, bool cached)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var pixels = TinyFolder.Pixels(1, 40);
        var one = pixels[..432];
        var tensor = TinyFolder.Normalise(one);
        var results = new Prediction[40];
        var outputs = new float[5];
        var (ranked, counts) = (new RankedClass[40 * 5], new int[40]);
        var large = new byte[30 * 20 * 3];
        if (cached)
        {
            (byte[], int)[] known = [(one, 3), (pixels[432..864], 1)];
            model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 2, known), TinyFolder.Exact(model, 1, 0.999f, known)));
        }

        Assert.Equal(0, Allocated(() => model.Predict(one)));
        Assert.Equal(0, Allocated(() => model.Predict(tensor)));
        Assert.Equal(0, Allocated(() => model.Predict(large, 30, 20)));
        Assert.Equal(0, Allocated(() => model.Predict(pixels, results)));
        Assert.Equal(0, Allocated(() => model.Run(tensor, outputs, 1)));
        Assert.Equal(0, Allocated(() => model.PredictTopK(one, ranked.AsSpan(0, 3), out _)));
        Assert.Equal(0, Allocated(() => model.PredictTopK(large, 30, 20, ranked.AsSpan(0, 3), out _)));
        Assert.Equal(0, Allocated(() => model.PredictTopK(pixels, results, ranked, counts)));
        Assert.Equal(0, Allocated(() =>
        {
            for (var count = 1; count <= 40; count += 13) model.Predict(pixels.AsSpan(0, count * 432), results.AsSpan(0, count));
        }));
        if (cached) Assert.Equal("block2", model.Predict(one).Exit);
    }

    [Fact]
    public void A_warm_prediction_with_audits_or_in_a_stream_allocates_nothing()
    {
        using var folder = new TinyFolder();
        var audit = new Freeze.Caching.Audits.AuditOptions { Share = 0.5, Risk = 0.9 };
        using var model = FrozenModel.Load<TinyNet>(folder.Path, new() { Threads = 1, Audit = audit });
        var pixels = TinyFolder.Pixels(1, 40);
        var one = pixels[..432];
        (byte[], int)[] known = [(one, 3), (pixels[432..864], 1)];
        model.UseCaches(TinyFolder.Caches(model, TinyFolder.Exact(model, 0, 2, known), TinyFolder.Exact(model, 1, 0.9f, known)));
        var results = new Prediction[40];
        Assert.Equal(0, Allocated(() => model.Predict(one)));
        Assert.Equal(0, Allocated(() => model.Predict(pixels, results)));
        Assert.True(model.Audits!.Audited > 0);

        var stream = model.CreateStream(new() { Audit = audit });
        Assert.Equal(0, Allocated(() => stream.Predict(one)));
        Assert.Equal(0, Allocated(() => stream.Predict(pixels, results)));
        Assert.True(stream.Audits!.Audited > 0);
    }

    /// <summary>
    /// Bytes that ten predictions allocate. Of several rounds the least counts: a collection that another test sets off can charge this thread
    /// for memory that it had reserved and not used, while a prediction that allocates does so in every round.
    /// </summary>
    private static long Allocated(Action predict)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++) predict();
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) predict();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
