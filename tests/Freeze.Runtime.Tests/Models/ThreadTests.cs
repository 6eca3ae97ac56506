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
