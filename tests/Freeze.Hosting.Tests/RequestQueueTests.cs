using System.Diagnostics;
using Freeze.Hosting.Batching;

namespace Freeze.Hosting.Tests;

/// <summary>Who waits, who is taken together, and what happens at the end.</summary>
public sealed class RequestQueueTests
{
    private static readonly RequestPool s_pool = new(values: 1, capacity: 16);

    [Fact]
    public void What_does_not_fit_is_refused_as_a_whole()
    {
        var queue = new RequestQueue(capacity: 3, workers: 1, TimeSpan.Zero);
        Assert.True(queue.TryAdd(Requests(2)));
        Assert.False(queue.TryAdd(Requests(2)));
        Assert.Equal(2, queue.Count);
        Assert.True(queue.TryAdd(Requests(1)));
    }

    [Theory]
    [InlineData(1, 1, 8, 1)]
    [InlineData(8, 1, 8, 8)]
    [InlineData(9, 1, 8, 8)]
    [InlineData(5, 2, 8, 3)]
    [InlineData(1, 4, 8, 1)]
    public void What_waits_is_shared_out_among_the_workers(int waiting, int workers, int largest, int taken)
    {
        var queue = new RequestQueue(capacity: 100, workers, TimeSpan.Zero);
        var requests = Requests(waiting);
        queue.TryAdd(requests);
        var batch = new PredictionRequest[largest];
        Assert.Equal(taken, queue.Take(batch));
        Assert.Equal(requests.Take(taken), batch.Take(taken));
    }

    [Fact]
    public void A_closed_queue_accepts_nothing_and_gives_out_what_it_has()
    {
        var queue = new RequestQueue(capacity: 10, workers: 1, TimeSpan.FromSeconds(5));
        queue.TryAdd(Requests(1));
        queue.Close();
        Assert.False(queue.TryAdd(Requests(1)));
        var batch = new PredictionRequest[4];
        Assert.Equal(1, queue.Take(batch));
        Assert.Equal(0, queue.Take(batch));
    }

    [Fact]
    public async Task The_first_image_waits_for_company_but_no_longer_than_the_bound()
    {
        var queue = new RequestQueue(capacity: 10, workers: 1, TimeSpan.FromSeconds(30));
        var batch = new PredictionRequest[2];
        queue.TryAdd(Requests(1));
        var taking = Task.Run(() => queue.Take(batch));
        await Task.Delay(50);
        Assert.False(taking.IsCompleted);
        queue.TryAdd(Requests(1));
        Assert.Equal(2, await taking);

        var impatient = new RequestQueue(capacity: 10, workers: 1, TimeSpan.FromMilliseconds(20));
        impatient.TryAdd(Requests(1));
        Assert.Equal(1, impatient.Take(batch));
    }

    private static PredictionRequest[] Requests(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var request = s_pool.Rent();
        request.Accepted = Stopwatch.GetTimestamp();
        return request;
    })];
}
