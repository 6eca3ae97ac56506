using System.Collections.Concurrent;
using Freeze.Caching.Audits;
using Freeze.Runtime.Tests.Models;

namespace Freeze.Runtime.Tests.Caching.Audits;

public sealed class WatchTests
{
    /// <summary>Passes of several threads and sizes: what a pass shows and counts comes with what its beginning returned.</summary>
    [Fact]
    public void All_that_comes_of_a_pass_comes_with_its_beginning()
    {
        const int Threads = 4, Calls = 10, Batch = 50;
        using var folder = new TinyFolder();
        using var model = folder.Load();
        var watcher = new Watcher();
        model.Watch(watcher);
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, seed =>
        {
            var (pixels, results) = (TinyFolder.Pixels(seed, Batch), new Prediction[Batch]);
            for (var i = 0; i < Calls; i++) model.Predict(pixels, results);
        });
        Assert.Equal(Threads * Calls * Batch, watcher.Passes.Values.Sum(pass => pass.Requests));
        Assert.All(watcher.Passes.Values, pass => Assert.Equal(pass.Requests, pass.Seen));
    }

    [Fact]
    public void Only_who_watches_can_stop_watching()
    {
        using var folder = new TinyFolder();
        using var model = folder.Load();
        Watcher first = new(), second = new();
        model.Watch(first);
        model.Watch(second);
        model.Unwatch(first);
        model.Predict(TinyFolder.Pixels(1));
        model.Unwatch(second);
        model.Predict(TinyFolder.Pixels(1));
        Assert.Empty(first.Passes);
        Assert.Equal(1, Assert.Single(second.Passes).Value.Requests);
    }

    private sealed class Pass
    {
        public int Requests { get; set; }

        public int Seen { get; set; }
    }

    private sealed class Watcher : IPassWatcher
    {
        public ConcurrentDictionary<object, Pass> Passes { get; } = new();

        public IReadOnlyList<int> Grids { get; } = [1, 0];

        public object? Begin()
        {
            var pass = new object();
            Passes[pass] = new Pass();
            return pass;
        }

        public void Passed(object? pass, int requests, int hits) => Passes[pass!].Requests += requests;

        public void Saw(object? pass, in WatchedRequest request) => Passes[pass!].Seen++;
    }
}
