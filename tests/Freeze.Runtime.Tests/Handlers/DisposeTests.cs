using Freeze.Caching.Audits;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Handlers;

public sealed class DisposeTests
{
    [Fact]
    public void Everything_is_refused_after_the_end()
    {
        using var folder = new TinyFolder();
        var pixels = TinyFolder.Pixels(1);
        var model = folder.Load();
        var caches = TinyFolder.Caches(model, null, null);
        var stream = model.CreateStream();
        model.Dispose();
        model.Dispose();
        Action[] uses =
        [
            () => model.Predict(pixels), () => model.Predict(pixels, 12, 12), () => model.Predict(new float[432]), () => model.PredictTopK(pixels, 2),
            () => model.Run(new float[432], new float[5], 1), () => model.Observe(pixels, 1, [1, 1], (_, _, _) => { }, new float[5]),
            () => model.WarmUp(), () => model.UseCaches(caches), () => model.CreateStream(), () => model.Watch(new Nothing()),
            () => model.Open(folder.Path), () => stream.Predict(pixels), () => _ = model.Weights, () => _ = model.Threads,
        ];
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
        model.Unwatch(new Nothing());
        Assert.Equal("tiny", model.Plan.Name);
        Assert.Null(model.Caches);
    }

    [Fact]
    public void A_model_that_was_never_loaded_can_be_disposed_and_not_be_opened_afterwards()
    {
        using var folder = new TinyFolder();
        var model = new TinyNet();
        Assert.Throws<InvalidOperationException>(() => model.Predict(TinyFolder.Pixels(1)));
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Open(folder.Path));
    }

    [Fact]
    public void A_model_whose_caches_are_broken_can_be_opened_once_they_are_gone()
    {
        using var folder = new TinyFolder();
        File.WriteAllText(folder["tiny.cache.safetensors"], "nonsense");
        using var model = new TinyNet();
        Assert.Throws<FreezeException>(() => model.Open(folder.Path));
        File.Delete(folder["tiny.cache.safetensors"]);
        model.Open(folder.Path);
        Assert.Equal("end", model.Predict(TinyFolder.Pixels(1)).Exit);
    }

    /// <summary>A call of several passes goes on to its end.</summary>
    [Fact]
    public void The_rest_of_a_large_batch_is_answered_although_the_model_was_disposed_in_its_first_part()
    {
        using var folder = new TinyFolder();
        var pixels = TinyFolder.Pixels(3, 80);
        var (expected, results) = (new Prediction[80], new Prediction[80]);
        using (var plain = folder.Load()) plain.Predict(pixels, expected);
        var model = folder.Load();
        model.Midway = model.Dispose;
        model.Predict(pixels, results);
        Assert.Equal(expected, results);
        Assert.Throws<ObjectDisposedException>(() => model.Predict(pixels, results));
    }

    /// <summary>The owner's share and those of nested calls: what is freed is freed once, at the end of the last.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_last_share_frees_and_only_once(int calls)
    {
        var device = new Device();
        for (var i = 0; i < calls; i++) device.Enter();
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(device.Enter);
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(0, device.Freed);
            device.Exit();
        }

        Assert.Equal(1, device.Freed);
        Assert.Throws<ObjectDisposedException>(device.Enter);
        device.Dispose();
        Assert.Equal(1, device.Freed);
    }

    [Fact]
    public void Another_thread_waits_until_the_call_has_ended_and_everything_is_freed()
    {
        var device = new Device();
        device.Enter();
        var seen = -1;
        var disposing = new Thread(() =>
        {
            device.Dispose();
            seen = device.Freed;
        });
        disposing.Start();

        // It has refused new calls, so it is about to wait or does.
        SpinWait.SpinUntil(() => Record.Exception(() =>
        {
            device.Enter();
            device.Exit();
        }) is ObjectDisposedException);
        Assert.Equal(0, device.Freed);
        device.Exit();
        disposing.Join();
        Assert.Equal(1, seen);
    }

    private sealed class Device() : DeviceModel(TinyFolder.Plan)
    {
        public int Freed { get; private set; }

        public override string Weights => "";

        protected override DeviceSession Take(int images) => throw new NotSupportedException();

        protected override void GiveBack(DeviceSession session) => throw new NotSupportedException();

        protected override void Free() => Freed++;
    }

    private sealed class Nothing : IPassWatcher
    {
        public IReadOnlyList<int> Grids => [0, 0];

        public object? Begin() => null;

        public void Passed(object? pass, int requests, int hits)
        {
        }

        public void Saw(object? pass, in WatchedRequest request)
        {
        }
    }
}
