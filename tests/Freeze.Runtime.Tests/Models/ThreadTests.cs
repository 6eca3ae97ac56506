namespace Freeze.Runtime.Tests.Models;

public sealed class ThreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Eight_threads_get_the_answers_that_one_gets(int threads)
    {
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var images = Enumerable.Range(0, 12).Select(i => TinyFolder.Pixels(i)).ToArray();
        model.UseCaches(TinyFolder.Caches(
            model, TinyFolder.Exact(model, 0, 0.999f, (images[1], 3), (images[2], 1)), TinyFolder.Exact(model, 1, 0.999f, (images[3], 3), (images[4], 1))));
        var expected = images.Select(image => model.Predict(image)).ToArray();
        Assert.Equal(3, expected.Select(p => p.Exit).Distinct().Count());
        byte[] batch = [.. images.SelectMany(image => image)];
        InParallel(8, thread =>
        {
            var results = new Prediction[images.Length];
            for (var round = 0; round < 30; round++)
            {
                if ((round + thread) % 3 == 0)
                {
                    model.Predict(batch, results);
                    Assert.Equal(expected, results);
                }
                else
                {
                    var i = (round * 5 + thread) % images.Length;
                    Assert.Equal(expected[i], model.Predict(images[i]));
                }
            }
        });
    }

    /// <summary>Callers that meet take sessions of all sizes from one another, and survivors of a batch are compacted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_of_any_size_from_eight_threads_get_the_answers_that_one_gets(int threads)
    {
        const int Count = 48;
        using var folder = new TinyFolder();
        using var model = folder.Load(threads);
        var values = TinyFolder.Plan.Input.Values;
        var pixels = TinyFolder.Pixels(6, Count);
        (byte[], int) Known(int image, int answer) => (pixels[(image * values)..((image + 1) * values)], answer);
        model.UseCaches(TinyFolder.Caches(
            model,
            TinyFolder.Exact(model, 0, 0.999f, [.. Enumerable.Range(0, Count / 3).Select(i => Known(3 * i, i % 5))]),
            TinyFolder.Exact(model, 1, 0.999f, [.. Enumerable.Range(0, Count / 3).Select(i => Known(3 * i + 1, (i + 2) % 5))])));
        var expected = new Prediction[Count];
        for (var i = 0; i < Count; i++) expected[i] = model.Predict(pixels.AsSpan(i * values, values));
        Assert.Equal(["block1", "block2", "end"], expected.Select(p => p.Exit).Distinct().Order());
        InParallel(8, thread =>
        {
            var random = new Random(thread);
            var results = new Prediction[Count];
            for (var round = 0; round < 40; round++)
            {
                var first = random.Next(Count);
                var count = random.Next(1, Count - first + 1);
                model.Predict(pixels.AsSpan(first * values, count * values), results.AsSpan(0, count));
                Assert.Equal(expected.AsSpan(first, count), results.AsSpan(0, count));
            }
        });
    }

    [Fact]
    public void Disposing_waits_for_predictions_and_refuses_later_ones()
    {
        using var folder = new TinyFolder();
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var model = folder.Load(2);
        var expected = model.Predict(TinyFolder.Pixels(1));
        model.Midway = () =>
        {
            inside.Set();
            go.Wait();
        };
        var answer = default(Prediction);
        var predicting = new Thread(() => answer = model.Predict(TinyFolder.Pixels(1)));
        predicting.Start();
        inside.Wait();
        var disposing = new Thread(model.Dispose);
        disposing.Start();
        Assert.False(disposing.Join(50));
        go.Set();
        predicting.Join();
        disposing.Join();
        Assert.Equal(expected, answer);
        Assert.Throws<ObjectDisposedException>(() => model.Predict(TinyFolder.Pixels(1)));
        model.Dispose();
    }

    [Fact]
    public void Disposing_while_many_predict_is_safe()
    {
        using var folder = new TinyFolder();
        var pixels = TinyFolder.Pixels(1);
        for (var round = 0; round < 10; round++)
        {
            var model = folder.Load(2);
            var expected = model.Predict(pixels);
            InParallel(5, thread =>
            {
                if (thread == 0)
                {
                    Thread.Sleep(round);
                    model.Dispose();
                    return;
                }

                try
                {
                    while (true) Assert.Equal(expected, model.Predict(pixels));
                }
                catch (ObjectDisposedException)
                {
                }
            });
        }
    }

    private static void InParallel(int count, Action<int> action)
    {
        var errors = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                action(i);
            }
            catch (Exception error)
            {
                errors.Enqueue(error);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Empty(errors);
    }
}
